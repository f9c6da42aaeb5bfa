// Words and differences, as words.py and difference.py find them, step by step; a test holds the two equal.
const differences = (() => {
  "use strict";
  const NONE = -1;
  const rules = JSON.parse(document.getElementById("rules").textContent);
  const WORD = new RegExp(rules.word, "gu");

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

  return { rules, wordsOf, isNumber, isName, difference };
})();
