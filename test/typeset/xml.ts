import assert from 'node:assert/strict';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The elements of `xml` in document order; fails unless it is well-formed (for the XML this project writes). */
export function elements(xml: string): Element[] {
  const found: Element[] = [];
  const open: string[] = [];
  const token = /<(\/?)([a-z]+)((?: [A-Za-z][\w:-]*="[^"<&]*(?:&#\d+;[^"<&]*)*")*)(\/?)>|((?:[^<&]|&#\d+;)+)/gy;
  while (token.lastIndex < xml.length) {
    const start = token.lastIndex;
    const match = token.exec(xml);
    assert.ok(match, `not well-formed: ${xml.slice(start, start + 80)}`);
    const [, closing, name, attributes = '', empty] = match;
    if (name === undefined) assert.ok(open.length > 0, 'text outside of the root');
    else if (closing) assert.equal(open.pop(), name);
    else {
      assert.ok(found.length === 0 || open.length > 0, 'one root');
      const pairs = [...attributes.matchAll(/([A-Za-z][\w:-]*)="([^"]*)"/g)].map((pair) => [pair[1], pair[2]]);
      assert.equal(new Set(pairs.map(([key]) => key)).size, pairs.length, 'an attribute twice');
      found.push({ name, attributes: Object.fromEntries(pairs) });
      if (!empty) open.push(name);
    }
  }
  assert.deepEqual(open, []);
  return found;
}

/** An SVG outline (commands M, C, L and Z, relative or absolute) as its list of absolute points. */
export function absolute(outline: string): string {
  let [x, y] = [0, 0];
  const points: string[] = [];
  for (const [, command = '', rest = ''] of outline.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const values = (rest.match(/-?\d+/g) ?? []).map(Number);
    const upper = command.toUpperCase();
    const place = values.map((value, i) => (command === upper ? value : value + (i % 2 ? y : x)));
    [x = 0, y = 0] = place.length ? place.slice(-2) : [x, y];
    points.push(`${upper}${place.join(' ')}`);
  }
  return points.join('');
}
