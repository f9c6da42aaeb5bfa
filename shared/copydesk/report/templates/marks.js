// Elements and marks. Texts only ever become text nodes.
const marks = (() => {
  "use strict";
  const { rules, isNumber, isName } = differences;

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

  return { element, number, counted, sum, shown };
})();
