"use strict";
// The table of questions: filtered and sorted as a whole, built a page at a time.
(() => {
  const PAGE = 50;
  const { letters, by, measures, queries, passages } = JSON.parse(
    document.getElementById("data").textContent,
  );
  const get = (id) => document.getElementById(id);
  const two = letters.length > 1;
  const last = letters.length - 1;
  const collator = new Intl.Collator("en", { numeric: true });
  let measure = measures.indexOf(by);
  let sorted = { column: null, descending: false };
  let page = 0;

  const best = (finding) => Math.min(...finding.ranks.map((rank) => rank ?? Infinity));
  const gain = (query) => query.findings[1].measures[measure] - query.findings[0].measures[measure];
  for (const query of queries) {
    query.best = query.findings.map(best);
    const labels = query.wanted.map((number) => passages[number][0]);
    query.text = [query.id, query.query, ...labels].join("\n").toLowerCase();
  }
  const outcomes = {
    all: () => true,
    first: (query) => query.best[last] === 1,
    ten: (query) => query.best[last] > 1 && query.best[last] <= 10,
    deep: (query) => query.best[last] > 10 && query.best[last] < Infinity,
    none: (query) => query.best[last] === Infinity,
    won: (query) => gain(query) > 0,
    lost: (query) => gain(query) < 0,
    tied: (query) => gain(query) === 0,
  };

  const of = (at) => (two ? ` ${letters[at]}` : "");
  const signed = (value) => (value > 0 ? "+" : value < 0 ? "−" : "") + Math.abs(value).toFixed(4);
  // Each column: its heading, what it sorts by, and what it shows. Numbers show the worst first.
  const columns = () => [
    { name: "Id", value: (query) => query.id, kind: "name" },
    { name: "Question", value: (query) => query.query, kind: "query" },
    { name: "Wanted", value: (query) => query.wanted.length },
    ...letters.map((_, at) => ({
      name: `Rank${of(at)}`,
      value: (query) => query.best[at],
      show: (value) => (value === Infinity ? "not found" : String(value)),
      descending: true,
    })),
    ...letters.map((_, at) => ({
      name: measures[measure] + of(at),
      value: (query) => query.findings[at].measures[measure],
      show: (value) => value.toFixed(4),
    })),
    ...(two ? [{ name: "B − A", value: gain, show: signed }] : []),
    ...letters.map((_, at) => ({
      name: `ms${of(at)}`,
      value: (query) => query.findings[at].ms,
      show: (value) => value.toFixed(1),
      descending: true,
    })),
  ];

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function chosen() {
    const words = get("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
    const outcome = outcomes[get("outcome").value];
    const kept = queries.filter(
      (query) => outcome(query) && words.every((word) => query.text.includes(word)),
    );
    const column = columns()[sorted.column];
    if (!column) return kept;
    const compare = (a, b) =>
      column.kind ? collator.compare(a, b) : a === b ? 0 : a < b ? -1 : 1;
    const sign = sorted.descending ? -1 : 1;
    return kept.sort((a, b) => sign * compare(column.value(a), column.value(b)));
  }

  function heading(column, at) {
    const isSorted = sorted.column === at;
    const arrow = isSorted ? (sorted.descending ? " ↓" : " ↑") : "";
    const button = make("button", { type: "button" }, column.name + arrow);
    const th = make("th", { scope: "col", class: column.kind ?? "number" }, button);
    if (isSorted) th.setAttribute("aria-sort", sorted.descending ? "descending" : "ascending");
    button.addEventListener("click", () => {
      const descending = isSorted ? !sorted.descending : Boolean(column.descending);
      sorted = { column: at, descending };
      page = 0;
      draw();
      // The heading was built anew; whoever came by keyboard stays on it.
      get("table").querySelectorAll("thead button")[at].focus();
    });
    return th;
  }

  function passage(number, said, wanted) {
    const [label, text] = passages[number];
    const place = make("p", { class: "place" }, make("b", {}, label), ` ${said}`);
    const item = make("li", wanted ? { class: "hit" } : {}, place);
    if (text !== null) item.append(make("p", { class: "text", dir: "auto" }, text));
    return item;
  }

  function part(title, list, empty) {
    return make("div", {}, make("h4", {}, title), list.length ? make("ul", {}, ...list) : empty);
  }

  function answerPart(answer) {
    const sure = `Answer, confidence ${answer.confidence.toFixed(3)}`;
    const quotes = answer.quotes.map(([number, quote]) =>
      make("li", {}, make("p", { class: "text", dir: "auto" }, `“${quote}”`),
        make("p", { class: "place" }, passages[number][0])),
    );
    return part(sure, answer.answered ? quotes : [], "That the documents do not say.");
  }

  // Inside of the chat's page a question can be taken to the chat.
  const inChat = parent !== window;
  // In a frame of the chat's page the address of a section would be that page's.
  document.addEventListener("click", (event) => {
    const section = event.target.closest("a[href^='#']");
    if (!inChat || !section) return;
    event.preventDefault();
    get(section.hash.slice(1)).scrollIntoView();
  });
  function ask(query) {
    const attributes = { type: "button", class: "ask", "data-ask": query.query };
    return make("p", {}, make("button", attributes, "Open in the chat"));
  }

  function details(query) {
    const ranks = (at) =>
      query.findings
        .map(({ ranks }, system) => {
          const rank = ranks[at] === null ? "not found" : `rank ${ranks[at]}`;
          return two ? `${letters[system]}: ${rank}` : rank;
        })
        .join(", ");
    const parts = [part("Wanted", query.wanted.map((number, at) => passage(number, ranks(at))))];
    query.findings.forEach((finding, at) => {
      const found = finding.first.map(([number, score]) => {
        const wanted = query.wanted.includes(number);
        return passage(number, `${wanted ? "wanted, " : ""}score ${score.toFixed(3)}`, wanted);
      });
      const title = `First of ${finding.found} found${two ? ` by ${letters[at]}` : ""}`;
      parts.push(part(title, found, "Nothing."));
    });
    if (query.answer) parts.push(answerPart(query.answer));
    const values = query.findings.map((finding, at) => {
      const each = measures.map((name, i) => `${name} ${finding.measures[i].toFixed(4)}`);
      return make("p", { class: "note" }, (two ? `${letters[at]}: ` : "") + each.join(", "));
    });
    const chat = inChat ? [ask(query)] : [];
    return make("div", {}, ...values, ...chat, make("div", { class: "columns" }, ...parts));
  }

  function row(query, shown) {
    const line = make("tr");
    for (const column of shown) {
      const value = column.value(query);
      if (column.kind === "query") {
        const button = make(
          "button",
          { type: "button", class: "open", "aria-expanded": "false", dir: "auto" },
          value,
        );
        button.addEventListener("click", () => toggle(button, line, query, shown.length));
        line.append(make("td", { class: "query" }, button));
      } else if (column.kind === "name") {
        line.append(make("th", { scope: "row", class: "name" }, make("span", {}, value)));
      } else {
        line.append(make("td", { class: "number" }, column.show ? column.show(value) : String(value)));
      }
    }
    return line;
  }

  function toggle(button, line, query, width) {
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) line.nextSibling.remove();
    else line.after(make("tr", { class: "more" }, make("td", { colspan: width }, details(query))));
  }

  function draw() {
    const kept = chosen();
    const n_pages = Math.max(1, Math.ceil(kept.length / PAGE));
    page = Math.min(page, n_pages - 1);
    const shown = columns();
    const part = kept.slice(page * PAGE, (page + 1) * PAGE);
    get("table").replaceChildren(
      make("thead", {}, make("tr", {}, ...shown.map(heading))),
      make("tbody", {}, ...part.map((query) => row(query, shown))),
    );
    const number = (n) => n.toLocaleString("en");
    get("shown").textContent = `${number(kept.length)} of ${number(queries.length)} questions`;
    get("pages").hidden = n_pages === 1;
    get("page").textContent = `Page ${page + 1} of ${n_pages}`;
    get("previous").disabled = page === 0;
    get("next").disabled = page === n_pages - 1;
  }

  function turn(by) {
    page += by;
    draw();
    get("questions").scrollIntoView();
  }

  const anew = () => {
    page = 0;
    draw();
  };
  get("filter").addEventListener("input", anew);
  get("outcome").addEventListener("change", anew);
  get("measure").addEventListener("change", (event) => {
    measure = Number(event.target.value);
    anew();
  });
  get("controls").addEventListener("submit", (event) => event.preventDefault());
  get("previous").addEventListener("click", () => turn(-1));
  get("next").addEventListener("click", () => turn(1));
  get("controls").hidden = false;
  for (const button of document.querySelectorAll("[data-ask]")) {
    button.parentElement.hidden = !inChat;
  }
  document.addEventListener("click", (event) => {
    const question = event.target.closest("[data-ask]")?.dataset.ask;
    if (question !== undefined) parent.postMessage({ ask: question }, "*");
  });
  draw();
})();
