// What a story's page does: sort copies, show more of them, lay any two side by side, tell where fields come from.
// Texts only ever become text nodes. `wordsOf` and `difference` follow words.py and difference.py step by step.
(() => {
  "use strict";
  const NONE = -1;
  const ROWS = 100;
  const MOST_CHANGES = 60;
  const rules = JSON.parse(document.getElementById("rules").textContent);
  const WORD = new RegExp(rules.word, "gu");

  // --- words and differences -------------------------------------------------------------------------------------

  const fold = (word) => word.toLowerCase().replaceAll("’", "'");

  function wordsOf(text) {
    const spans = Array.from(text.matchAll(WORD), (match) => [match.index, match.index + match[0].length]);
    return { text, spans, folded: spans.map(([start, end]) => fold(text.slice(start, end))) };
  }

  const isNumber = (word) => /[0-9]/.test(word);

  function isName(words, at) {
    if (at === 0) return false;
    const between = words.text.slice(words.spans[at - 1][1], words.spans[at][0]);
    if ([...between].some((character) => rules.sentenceEnds.includes(character))) return false;
    const [first] = words.text.slice(...words.spans[at]);
    return first !== first.toLowerCase();
  }

  // Runs of words to be paired, the smallest first by the four numbers that difference.py ranks them by.
  class Waiting {
    constructor() { this.items = []; }
    static before(one, other) {
      for (let place = 0; place < 4; place++) if (one[place] !== other[place]) return one[place] < other[place];
      return false;
    }
    push(item) {
      const items = this.items;
      let at = items.push(item) - 1;
      while (at > 0) {
        const above = (at - 1) >> 1;
        if (!Waiting.before(items[at], items[above])) break;
        [items[at], items[above]] = [items[above], items[at]];
        at = above;
      }
    }
    pop() {
      const items = this.items;
      const first = items[0];
      const last = items.pop();
      if (items.length === 0) return first;
      items[0] = last;
      for (let at = 0; ;) {
        let least = at;
        for (const below of [2 * at + 1, 2 * at + 2]) {
          if (below < items.length && Waiting.before(items[below], items[least])) least = below;
        }
        if (least === at) return first;
        [items[at], items[least]] = [items[least], items[at]];
        at = least;
      }
    }
  }

  const ranked = (at, other, words) => [-words, Math.abs(at - other), at + other, at];

  function difference(left, right) {
    const inLeft = new Array(left.length).fill(NONE);
    const inRight = new Array(right.length).fill(NONE);
    pairUp(left.slice(0, rules.maxWords), right.slice(0, rules.maxWords), inLeft, inRight);
    return { left: pieces(inLeft, inRight), right: pieces(inRight, inLeft) };
  }

  function pairUp(left, right, inLeft, inRight) {
    const pair = (at, other, words) => {
      for (let step = 0; step < words; step++) {
        inLeft[at + step] = other + step;
        inRight[other + step] = at + step;
      }
    };
    const most = Math.min(left.length, right.length);
    let head = 0;
    while (head < most && left[head] === right[head]) head++;
    if (head < Math.min(rules.anchor, most)) head = 0;
    const rest = most - head;
    let tail = 0;
    while (tail < rest && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
    if (tail < Math.min(rules.anchor, rest)) tail = 0;
    pair(0, 0, head);
    pair(left.length - tail, right.length - tail, tail);
    if (head + tail < most) tile(left, right, head, tail, inLeft, inRight, pair);
    for (const [at, end] of stretches(inLeft.slice(0, left.length))) edit(left, right, at, end, inLeft, inRight, pair);
  }

  function tile(left, right, head, tail, inLeft, inRight, pair) {
    const waiting = new Waiting();
    for (const run of runs(left, right, head, tail)) waiting.push(ranked(...run));
    while (waiting.items.length) {
      const [negative, , places, at] = waiting.pop();
      const other = places - at;
      const words = -negative;
      const free = [];
      for (let step = 0; step < words; step++) {
        free.push(inLeft[at + step] === NONE && inRight[other + step] === NONE);
      }
      if (free.every(Boolean)) {
        pair(at, other, words);
        continue;
      }
      let begin = 0;
      [...free, false].forEach((isFree, step) => {
        if (isFree) return;
        if (step - begin >= rules.anchor) waiting.push(ranked(at + begin, other + begin, step - begin));
        begin = step + 1;
      });
    }
  }

  function* runs(left, right, head, tail) {
    const leftEnd = left.length - tail;
    const rightEnd = right.length - tail;
    const key = (words, at) => words.slice(at, at + rules.anchor).join("\0");
    const places = new Map();
    for (let other = head; other <= rightEnd - rules.anchor; other++) {
      const name = key(right, other);
      if (places.has(name)) places.get(name).push(other);
      else places.set(name, [other]);
    }
    const reached = new Map();
    for (let at = head; at <= leftEnd - rules.anchor; at++) {
      const found = places.get(key(left, at)) ?? [];
      if (found.length > rules.maxPlaces) continue;
      for (const other of found) {
        if ((reached.get(at - other) ?? 0) > at) continue;
        let words = rules.anchor;
        const most = Math.min(leftEnd - at, rightEnd - other);
        while (words < most && left[at + words] === right[other + words]) words++;
        reached.set(at - other, at + words);
        yield [at, other, words];
      }
    }
  }

  function edit(left, right, at, end, inLeft, inRight, pair) {
    const [other, otherEnd, isBetween] = opposite(inLeft.slice(0, left.length), inRight.slice(0, right.length), at, end);
    const one = left.slice(at, end);
    const two = right.slice(other, otherEnd);
    if (one.length * two.length > rules.maxCells) return;
    const common = commonOf(one, two);
    const size = isBetween ? Math.min(one.length, two.length) : Math.max(one.length, two.length);
    if (!common.length || common.length < rules.edited * size) return;
    for (const [mine, theirs] of common) pair(at + mine, other + theirs, 1);
  }

  function commonOf(left, right) {
    const lengths = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
    for (let at = left.length - 1; at >= 0; at--) {
      for (let other = right.length - 1; other >= 0; other--) {
        lengths[at][other] = left[at] === right[other]
          ? lengths[at + 1][other + 1] + 1
          : Math.max(lengths[at + 1][other], lengths[at][other + 1]);
      }
    }
    const pairs = [];
    for (let at = 0, other = 0; at < left.length && other < right.length;) {
      if (left[at] === right[other]) pairs.push([at++, other++]);
      else if (lengths[at + 1][other] >= lengths[at][other + 1]) at++;
      else other++;
    }
    return pairs;
  }

  function stretches(partners) {
    const found = [];
    let begin = 0;
    [...partners, 0].forEach((other, at) => {
      if (other === NONE) return;
      if (begin < at) found.push([begin, at]);
      begin = at + 1;
    });
    return found;
  }

  function facing(partners, mirrored, at, end) {
    const other = at ? partners[at - 1] + 1 : 0;
    const otherEnd = end < partners.length ? partners[end] : mirrored.length;
    for (let place = other; place < otherEnd; place++) if (mirrored[place] !== NONE) return [0, 0];
    return [other, Math.max(other, otherEnd)];
  }

  function opposite(partners, mirrored, at, end) {
    let [other, otherEnd] = facing(partners, mirrored, at, end);
    if (other < otherEnd) return [other, otherEnd, true];
    if (at) {
      other = otherEnd = partners[at - 1] + 1;
      while (otherEnd < mirrored.length && mirrored[otherEnd] === NONE) otherEnd++;
    }
    if (other === otherEnd && end < partners.length) {
      other = otherEnd = partners[end];
      while (other > 0 && mirrored[other - 1] === NONE) other--;
    }
    return [other, otherEnd, false];
  }

  function pieces(partners, mirrored) {
    const found = [];
    for (let at = 0; at < partners.length;) {
      let end = at + 1;
      if (partners[at] !== NONE) {
        while (end < partners.length && partners[end] === partners[end - 1] + 1) end++;
        found.push({ kind: "shared", first: at, end, other: partners[at] });
      } else {
        while (end < partners.length && partners[end] === NONE) end++;
        const [other, otherEnd] = facing(partners, mirrored, at, end);
        const changed = other < otherEnd && Math.max(end - at, otherEnd - other) <= rules.maxChanged;
        found.push({ kind: changed ? "changed" : "own", first: at, end, other: null, facing: [other, otherEnd] });
      }
      at = end;
    }
    return found;
  }

  // --- elements --------------------------------------------------------------------------------------------------

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) if (value) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  }

  const number = (value) => value.toLocaleString("en");
  const counted = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;
  const sum = (list, kind) => list.reduce((total, one) => total + (one.kind === kind ? one.end - one.first : 0), 0);

  // A text with what is not shared marked; the pieces together are the whole text.
  function* shown(words, list, framesNames) {
    let at = 0;
    for (const piece of list) {
      const start = words.spans[piece.first][0];
      const end = words.spans[piece.end - 1][1];
      if (piece.kind === "shared") continue;
      yield words.text.slice(at, start);
      yield marked(words, piece, start, end, framesNames);
      at = end;
    }
    yield words.text.slice(at);
  }

  function marked(words, piece, start, end, framesNames) {
    const mark = element("mark", { class: piece.kind });
    if (piece.end - piece.first > rules.maxChanged) {
      mark.append(words.text.slice(start, end));
      return mark;
    }
    let at = start;
    for (let word = piece.first; word < piece.end; word++) {
      const [from, to] = words.spans[word];
      const spelled = words.text.slice(from, to);
      if (!isNumber(spelled) && !(framesNames && isName(words, word))) continue;
      mark.append(words.text.slice(at, from), element("strong", {}, spelled));
      at = to;
    }
    mark.append(words.text.slice(at, end));
    return mark;
  }

  // --- one story -------------------------------------------------------------------------------------------------

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

  // --- the page --------------------------------------------------------------------------------------------------

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

  // For whoever wants to know more than the page shows, and for the tests.
  window.copydesk = { wordsOf, difference };
})();
