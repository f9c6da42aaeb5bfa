// What a story's page does: sort copies, show more of them, lay any two side by side, tell where fields come from.
(() => {
  "use strict";
  const ROWS = 100;
  const MOST_CHANGES = 60;
  const { wordsOf, difference } = differences;
  const { element, number, counted, sum, shown } = marks;

  class Story {
    constructor(root) {
      this.root = root;
      this.id = root.dataset.story;
      this.body = root.querySelector(".copies tbody");
      const more = root.querySelector("template.more");
      this.rows = [...this.body.rows, ...(more ? more.content.querySelectorAll("tr") : [])];
      this.byNumber = new Map(this.rows.map((row) => [Number(row.dataset.copy), row]));
      this.limit = ROWS;
      this.words = new Map();
      this.prepareTable();
      this.prepareChart();
      this.compare = root.querySelector(".compare");
      if (this.compare) this.prepareCompare();
    }

    get data() {
      this.parsed ??= JSON.parse(this.root.querySelector(".data").textContent);
      return this.parsed;
    }

    string(place) { return this.data.strings[place]; }

    label(copy) {
      const row = this.byNumber.get(copy);
      return `${row.querySelector("th bdi").textContent}, ${row.cells[0].textContent}`;
    }

    wordsOf(copy) {
      if (!this.words.has(copy)) {
        let at = 0;
        let text = "";
        const list = this.data.copies[copy].text ?? [];
        for (let place = 0; place < list.length; place += 2) {
          at += list[place];
          text += this.data.pool.slice(at, at + list[place + 1]);
          at += list[place + 1];
        }
        this.words.set(copy, wordsOf(text));
      }
      return this.words.get(copy);
    }

    prepareTable() {
      for (const button of this.root.querySelectorAll("[data-sort]")) {
        button.addEventListener("click", () => this.sort(button));
      }
      this.root.querySelector(".show-more")?.addEventListener("click", () => {
        const first = this.limit;
        this.limit += ROWS;
        this.place();
        this.rows[first]?.querySelector("button, a")?.focus();
      });
      for (const row of this.rows) {
        for (const button of row.querySelectorAll(".actions button")) button.hidden = false;
      }
      this.body.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        const copy = Number(button.closest("tr").dataset.copy);
        if (button.matches(".to-compare")) this.choose(this.data.canonical, copy, true);
        if (button.matches(".to-origins")) this.tellOrigins(copy);
      });
      addEventListener("beforeprint", () => this.place(this.rows.length));
      addEventListener("afterprint", () => this.place());
    }

    sort(button) {
      const name = button.dataset.sort;
      const heading = button.closest("th");
      const first = name === "share" ? "descending" : "ascending";
      const other = first === "ascending" ? "descending" : "ascending";
      const order = heading.getAttribute("aria-sort") === first ? other : first;
      for (const one of heading.parentElement.cells) one.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const value = (row) => (name === "share" ? Number(row.dataset.share) : row.dataset[name]);
      this.rows.sort((one, two) => {
        const [a, b] = [value(one), value(two)];
        return a === b ? one.dataset.copy - two.dataset.copy : sign * (a < b ? -1 : 1);
      });
      this.place();
    }

    place(limit = this.limit) {
      this.body.replaceChildren(...this.rows.slice(0, limit));
      const rest = this.root.querySelector(".rest");
      if (!rest) return;
      const count = Math.min(limit, this.rows.length);
      rest.querySelector(".shown").textContent = `${number(count)} of ${number(this.rows.length)} copies shown.`;
      rest.querySelector("button").hidden = count === this.rows.length;
    }

    prepareChart() {
      this.root.querySelector(".chart").addEventListener("click", (event) => {
        const mark = event.target.closest("[data-copy]");
        if (!mark) return;
        const row = this.byNumber.get(Number(mark.dataset.copy));
        this.limit = Math.max(this.limit, this.rows.indexOf(row) + 1);
        this.place();
        this.body.querySelector(".chosen")?.classList.remove("chosen");
        row.classList.add("chosen");
        row.scrollIntoView({ block: "center" });
      });
    }

    prepareCompare() {
      const withText = this.data.copies.flatMap((copy, place) => (copy.text ? [place] : []));
      const choose = this.compare.querySelector(".choose");
      [this.left, this.right] = ["left", "right"].map((side) => choose.querySelector(`.${side}`));
      for (const select of [this.left, this.right]) {
        for (const copy of withText) select.append(new Option(this.label(copy), copy));
        select.addEventListener("change", () => this.choose(Number(this.left.value), Number(this.right.value)));
      }
      choose.querySelector(".swap").addEventListener("click", () => {
        this.choose(Number(this.right.value), Number(this.left.value));
      });
      choose.hidden = false;
      this.compare.querySelector(".legend").hidden = false;
      if (withText.length < 2) return;
      const left = withText.includes(this.data.canonical) ? this.data.canonical : withText[0];
      // Beside it the copy that has least of it: there is most to see.
      const share = (copy) => Number(this.byNumber.get(copy).dataset.share);
      const [right] = withText.filter((copy) => copy !== left).sort((one, two) => share(one) - share(two));
      this.show(left, right);
    }

    choose(left, right, goes = false) {
      this.show(left, right);
      const ids = [left, right].map((copy) => this.data.copies[copy].id);
      history.replaceState(null, "", `#compare=${[this.id, ...ids].map(encodeURIComponent).join(",")}`);
      if (!goes) return;
      this.compare.scrollIntoView();
      this.right.focus({ preventScroll: true });
    }

    show(left, right) {
      this.left.value = left;
      this.right.value = right;
      const [one, two] = [this.wordsOf(left), this.wordsOf(right)];
      const found = difference(one.folded, two.folded);
      const [mine, theirs] = [this.label(left), this.label(right)];
      const shared = sum(found.left, "shared");
      this.compare.querySelector(".verdict").textContent =
        `${number(shared)} of the ${counted(one.folded.length, "word")} of ${mine}, are in the copy of ${theirs}, too. `
        + `Only left: ${counted(sum(found.left, "own"), "word")}. Only right: ${counted(sum(found.right, "own"), "word")}. `
        + `Other words in the same place: ${number(sum(found.left, "changed"))} left, ${number(sum(found.right, "changed"))} right.`;
      this.compare.querySelector(".changes").replaceChildren(...this.changes(one, two, found.left));
      this.compare.querySelector(".sides").replaceChildren(
        this.side(left, one, found.left), this.side(right, two, found.right),
      );
    }

    side(copy, words, list) {
      const language = this.string(this.data.copies[copy].language);
      const text = element("div", { class: "text", dir: "auto", lang: language });
      text.append(...shown(words, list, !language.startsWith("de")));
      const level = Number(this.compare.querySelector("h2, h3").tagName[1]) + 1;
      return element("div", { class: "side" }, element(`h${level}`, {}, element("bdi", {}, this.label(copy))), text);
    }

    changes(one, two, list) {
      const spelled = (words, first, end) => words.text.slice(words.spans[first][0], words.spans[end - 1][1]);
      const changed = list.filter((piece) => piece.kind === "changed");
      if (!changed.length) return [];
      const items = changed.slice(0, MOST_CHANGES).map((piece) => element(
        "li", {},
        element("bdi", {}, spelled(one, piece.first, piece.end)), " → ", element("bdi", {}, spelled(two, ...piece.facing)),
      ));
      const rest = changed.length - items.length;
      const heading = `${counted(changed.length, "place")} with other words, left → right${rest ? `; the first ${items.length}` : ""}:`;
      return [heading, element("ul", {}, ...items)];
    }

    tellOrigins(copy) {
      const dialog = document.getElementById("origins");
      const head = ["Field", "Value", "How it was found", "Where it was read", "What else was found"];
      const rows = this.data.copies[copy].fields.map((places) => {
        const [name, value, method, raw, ...others] = places.map((place) => this.string(place));
        return element(
          "tr", {}, element("th", { scope: "row" }, name.replaceAll("_", " ")),
          ...[value, method.replaceAll("_", " "), raw, others.join("; ")].map((text) => element("td", {}, element("bdi", {}, text))),
        );
      });
      dialog.querySelector("h2").textContent = `Where the fields of ${this.label(copy)}, come from`;
      dialog.querySelector("#origins-body").replaceChildren(rows.length
        ? element(
          "table", {},
          element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)))),
          element("tbody", {}, ...rows),
        )
        : "Nothing is kept of that.");
      if (!dialog.open) dialog.showModal();
    }
  }

  const stories = new Map();

  function open(root) {
    const id = root.dataset.story;
    if (!stories.has(id)) stories.set(id, new Story(root));
    return stories.get(id);
  }

  // On a page of many, a story is made when it is opened first.
  function unfold(details) {
    const template = details.querySelector("template");
    if (template && !details.querySelector(".story")) template.replaceWith(template.content);
    return open(details.querySelector(".story"));
  }

  for (const details of document.querySelectorAll("details[data-of]")) {
    details.addEventListener("toggle", () => { if (details.open) unfold(details); });
  }
  for (const root of document.querySelectorAll(".story")) open(root);

  function storyOf(id) {
    const details = [...document.querySelectorAll("details[data-of]")].find((one) => one.dataset.of === id);
    if (!details) return stories.get(id);
    details.open = true;
    return unfold(details);
  }

  function decoded(text) {
    try { return decodeURIComponent(text); } catch { return ""; }
  }

  // An address ends in `#compare=STORY,COPY,COPY` where somebody chose two copies.
  function follow() {
    const [name, value = ""] = location.hash.slice(1).split("=");
    if (name !== "compare") return;
    const [id, ...ids] = value.split(",").map(decoded);
    const story = storyOf(id);
    if (!story?.compare) return;
    const places = ids.map((copy) => story.data.copies.findIndex((one) => one.id === copy && one.text));
    if (places.length === 2 && places.every((place) => place >= 0)) story.choose(...places, true);
  }

  addEventListener("hashchange", follow);
  if (location.hash) follow();
})();
