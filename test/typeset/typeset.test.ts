import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { Lru } from '../../src/typeset/lru.ts';
import { pictureUri, typeset } from '../../src/typeset/typeset.ts';
import { formulas } from './formulas.ts';
import { absolute, elements } from './xml.ts';

const raw = String.raw;
const color = '#cccccc';

async function svgOf(latex: string, options = {}): Promise<string> {
  const picture = await typeset(latex, { color, ...options });
  assert.ok(picture, latex);
  return picture.svg;
}

describe('typeset: formulas', () => {
  for (const latex of formulas) {
    test(`sets ${latex}`, async () => {
      const picture = await typeset(latex, { color });
      assert.ok(picture);
      const { svg, width, height, depth } = picture;
      assert.ok(width > 5 && width < 600, `width ${width}`);
      assert.ok(height > 5 && height < 150, `height ${height}`);
      assert.ok(depth > 0 && depth < height, `depth ${depth}`);
      const [root, ...inner] = elements(svg);
      assert.equal(root?.name, 'svg');
      assert.equal(root?.attributes.xmlns, 'http://www.w3.org/2000/svg');
      assert.equal(root?.attributes.width, String(width));
      assert.equal(root?.attributes.height, String(height));
      assert.ok(inner.some(({ name }) => name === 'path' || name === 'text'));
      const ids = inner.map(({ attributes }) => attributes.id).filter(Boolean);
      assert.equal(new Set(ids).size, ids.length, 'ids are unique');
      for (const { attributes } of inner) {
        const target = attributes.href;
        if (target) assert.ok(ids.includes(target.slice(1)), `${target} is defined`);
      }
      assert.deepEqual(svg.match(/currentColor|\dex"| style=|class=|data-|merror|xlink/g), null);
    });
  }

  test('draws the glyph of the font', async () => {
    const { normal } = createRequire(resolve('x.js'))('@mathjax/mathjax-tex-font/js/svg/normal.js');
    for (const [latex, code] of [
      ['x', 0x1d465],
      [raw`\odot`, 0x2299],
      [raw`\partial`, 0x1d715],
      ['8', 0x38],
    ] as const) {
      const drawn = elements(await svgOf(latex)).find(({ name }) => name === 'path')?.attributes.d;
      assert.equal(absolute(drawn ?? ''), absolute(`M${normal[code][3].p}Z`), latex);
    }
  });

  test('depth is what reaches below the baseline', async () => {
    const [flat, low, display, inline] = await Promise.all([
      typeset('x', { color }),
      typeset(raw`\frac{1}{y}`, { color }),
      typeset(raw`\sum_{i=1}^n x`, { color }),
      typeset(raw`\sum_{i=1}^n x`, { color, display: false }),
    ]);
    assert.ok(flat && low && display && inline);
    assert.ok(flat.depth < 2 && low.depth > 8, `${flat.depth}, ${low.depth}`);
    assert.ok(display.height > 1.5 * inline.height && display.width < inline.width);
  });

  test('sizes follow the font size, colors come from the caller', async () => {
    const small = await typeset('x^2', { color: '#000', fontSize: 10 });
    const large = await typeset('x^2', { color: 'rgb(1, 2, 3)', fontSize: 30 });
    assert.ok(small && large);
    assert.ok(Math.abs(large.width - 3 * small.width) < 0.1, `${large.width}, ${small.width}`);
    assert.ok(Math.abs(large.depth - 3 * small.depth) < 0.1, `${large.depth}, ${small.depth}`);
    assert.match(small.svg, /fill="#000"/);
    assert.match(large.svg, /fill="rgb\(1, 2, 3\)"/);
    assert.doesNotMatch(await svgOf('x', { color: '"><script>' }), /<script/);
  });

  test('long lines break within the given width', async () => {
    const sum = raw`\frac{\partial f}{\partial x} = ${Array.from({ length: 30 }, (_, i) => `x_{${i}}`).join(' + ')}`;
    const [whole, broken] = await Promise.all([typeset(sum, { color }), typeset(sum, { color, maxWidth: 300 })]);
    assert.ok(whole && broken);
    assert.ok(whole.width > 600 && broken.width <= 300, `${whole.width}, ${broken.width}`);
    assert.ok(broken.height > 1.8 * whole.height);
  });

  test('marked terms keep their name', async () => {
    const svg = await svgOf(raw`\cssId{step-3}{\frac{1}{2\sqrt{c}}} - \cssId{7}{\sin c}`);
    const named = elements(svg).filter(({ name, attributes }) => name === 'g' && attributes.id);
    assert.deepEqual(
      named.map(({ attributes }) => attributes.id),
      ['step-3', '7'],
    );
  });

  test('glyphs of two pictures do not clash', async () => {
    const ids = (svg: string) => svg.match(/ id="[^"]+"/g) ?? [];
    const first = ids(await svgOf('xxx+yyy'));
    const second = [...ids(await svgOf('xxx-yyy')), ...ids(await svgOf('xxx+yyy', { color: '#000' }))];
    assert.ok(first.length >= 2 && second.length >= 4);
    assert.deepEqual(
      first.filter((id) => second.includes(id)),
      [],
    );
  });

  test('rules of a table are drawn', async () => {
    const lines = elements(await svgOf(raw`\begin{array}{l|r} a & b \\ \hline c & d \end{array}`));
    assert.equal(
      lines.filter(({ name, attributes }) => name === 'line' && attributes['stroke-width'] === '70').length,
      2,
    );
  });
});

describe('typeset: refusals', () => {
  const refused: readonly string[] = [
    '',
    '  ',
    '%',
    raw`\phantom{x}`,
    raw`\frac{1`,
    raw`\frac{1}{`,
    '}',
    'x^2^3',
    raw`\left( x`,
    raw`\begin{foo} x \end{foo}`,
    raw`\begin{bmatrix} x`,
    'x & y',
    raw`\unknowncommand`,
    raw`\text{loss_fn}`,
    raw`\href{javascript:alert(1)}{x}`,
    raw`\text{\href{javascript:alert(1)}{x}}`,
    raw`\xrightarrow[\href{https://example.org}{b}]{c}`,
    raw`\style{background:url(https://example.org)}{x}`,
    raw`\class{a}{x}`,
    raw`\data{a=b}{x}`,
    raw`\unicode{x41}`,
    raw`\require{html}`,
    raw`\includegraphics{a.png}`,
    raw`\def\x{\x\x}\x`,
    raw`\newcommand{\a}{b}\a`,
    raw`\DeclareMathOperator{\foo}{foo}`,
    raw`\text{\DeclareMathOperator{\foo}{foo}}`,
    raw`\label{a} x`,
    raw`x \tag{1}`,
    raw`\mmlToken{mi}[href="javascript:alert(1)"]{x}`,
    raw`\mmlToken{mi}[onclick="alert(1)"]{x}`,
    raw`\cssId{a" onload="alert(1)}{x}`,
    raw`\cssId{a b}{x}`,
    raw`\rule{99999em}{99999em}`,
    raw`\mathbffrak{A}`,
    'x'.repeat(20_001),
    `${'{'.repeat(3000)}x${'}'.repeat(3000)}`,
    `${raw`\sqrt{`.repeat(2000)}x${'}'.repeat(2000)}`,
  ];
  for (const [index, latex] of refused.entries()) {
    test(`refuses ${index}: ${latex.slice(0, 60)}`, async () => {
      assert.equal(await typeset(latex, { color }), undefined);
    });
  }

  test('markup in a formula is text', async () => {
    for (const latex of ['</svg><script>alert(1)</script>', raw`\text{中</svg><script>alert(1)</script>文}`]) {
      const names = new Set(elements(await svgOf(latex)).map(({ name }) => name));
      assert.deepEqual(
        [...names].filter((name) => !['svg', 'defs', 'g', 'path', 'use', 'text'].includes(name)),
        [],
      );
    }
    assert.doesNotMatch(await svgOf(raw`\mmlToken{mi}[style="background:url(x)"]{x}`), /url/);
  });

  test('characters that XML does not know are replaced', async () => {
    const svg = await svgOf('\\text{\u0001\ud800中}');
    assert.ok(elements(svg).length > 1);
    assert.match(svg, /\ufffd\ufffd中/);
  });

  test('a refusal leaves no trace', async () => {
    const before = await svgOf('a_1+b');
    await typeset(raw`\DeclareMathOperator{\foo}{foo} \begin{align} a \\ \frac{1`, { color });
    assert.equal(await typeset(raw`\foo`, { color }), undefined);
    assert.equal(await svgOf('a_1+b ', { color }).then((svg) => svg.length), before.length);
  });
});

describe('typeset: address and cache', () => {
  test('the address holds the picture, other scripts too', async () => {
    const picture = await typeset(raw`\alpha\;\text{für 中文 😀}`, { color });
    assert.ok(picture);
    const [head, data] = pictureUri(picture).split(',');
    assert.equal(head, 'data:image/svg+xml;base64');
    assert.equal(Buffer.from(data ?? '', 'base64').toString('utf8'), picture.svg);
    assert.match(picture.svg, /中文/);
  });

  test('the same formula is set once', async () => {
    const [first, again, other] = await Promise.all([
      typeset('q+1', { color }),
      typeset('q+1', { color, fontSize: 14, display: true }),
      typeset('q+1', { color, fontSize: 15 }),
    ]);
    assert.equal(first, again);
    assert.notEqual(first, other);
  });

  test('the least recently used answer is forgotten', () => {
    const made: string[] = [];
    const lru = new Lru<string>(2);
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) {
      lru.get(key, () => {
        made.push(key);
        return key;
      });
    }
    assert.deepEqual(made, ['a', 'b', 'c', 'b']);
    assert.equal(lru.size, 2);
  });
});
