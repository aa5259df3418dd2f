"""The reading room: the Gradio application over `qa/`.

What is shown is made by pure functions (`ui.render`), what happens on an event is a method
without Gradio in it (`ui.chat`), and only `ui.app` knows the components. Nothing here reads
the library's files; everything comes through the assistant.
"""
