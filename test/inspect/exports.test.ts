import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ExportFormat, exportGraph, type Inspection } from '../../src/core.ts';
import { workedInspection } from '../fixtures/worked-inspection.ts';
import { inspectionOf } from '../webview/inspections.ts';
import { networkInspection } from '../webview/network.ts';

const text = (inspection: Inspection, format: ExportFormat): string => exportGraph(inspection, format).value ?? '';
const worked = workedInspection();

test('DOT: a node for every line that is drawn, an edge for every use, local gradients on the edges', () => {
  const dot = text(worked, 'dot');
  assert.match(dot, /^digraph "f" \{\n {2}rankdir=LR;/);
  assert.match(dot, /n0 \[label="x = 1\\n∂f\/∂x = 5\.9831", shape=ellipse\];/);
  assert.match(dot, /n3 \[label="c = a \+ b\\nc = 3\.7183\\n∂f\/∂c = 0\.80455"\];/);
  assert.match(dot, /n3 -> n4 \[label="1\/\(2\*sqrt\(c\)\) = 0\.25930"\];/);
  assert.equal(dot.match(/ -> /g)?.length, 8);
  assert.match(dot, /n6 \[.*penwidth=2\];/);
});

test('Mermaid: the same graph, with entity codes for what would mean something', () => {
  const mermaid = text(worked, 'mermaid');
  assert.match(mermaid, /^flowchart LR\n {2}n0\(\["x = 1<br>∂f\/∂x = 5\.9831"\]\)\n/);
  assert.match(mermaid, /n1\["a = x\^2<br>a = 1<br>∂f\/∂a = 2\.9915"\]/);
  assert.match(mermaid, /n3 -->\|"1\/#40;2#42;sqrt#40;c#41;#41; = 0\.25930"\| n4/);
  assert.equal(mermaid.match(/ -->/g)?.length, 8);
});

test('TikZ: LaTeX takes it without a complaint', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'gradient-'));
  const compile = (pictures: readonly string[]) => {
    const head = '\\documentclass{article}\\usepackage{amsmath,amssymb,tikz}\\usetikzlibrary{fit}\\begin{document}';
    writeFileSync(join(folder, 'graph.tex'), `${head}\n${pictures.join('\n')}x\\end{document}\n`);
    const args = ['-interaction=nonstopmode', '-halt-on-error', '-draftmode', 'graph.tex'];
    return spawnSync('pdflatex', args, { cwd: folder, encoding: 'utf8' });
  };
  try {
    if (compile([]).status !== 0) return t.skip('pdflatex with TikZ is not installed');
    const { status, stdout } = compile([text(worked, 'tikz'), text(grouped(), 'tikz')]);
    assert.equal(status, 0, stdout.slice(-2000));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('TikZ: formulas in math type, inputs left of what uses them', () => {
  const tikz = text(worked, 'tikz');
  assert.match(tikz, /^% \\usepackage\{amsmath,amssymb,tikz\}\n\\begin\{tikzpicture\}\[/);
  assert.match(tikz, /\(n4\) at \(-?[\d.]+,-?[\d.]+\) \{\$d = \\sqrt\{c\}\$\};/);
  assert.match(tikz, /\\draw\[use\] \(n3\) -- .*node\[partial\] \{\$\\frac\{1\}\{2\\sqrt\{c\}\}\$\} \(n4\);/);
  const across = [...tikz.matchAll(/\(n\d\) at \((-?[\d.]+),/g)].map((match) => Number(match[1]));
  assert.ok((across[0] ?? 0) < (across[1] ?? 0) && (across[5] ?? 0) < (across[6] ?? 0));
});

test('JSON: the inspection read back is the same, what JSON cannot say is a string', () => {
  const network = networkInspection() ?? worked;
  assert.deepEqual(JSON.parse(text(network, 'json')), JSON.parse(JSON.stringify(network)));
  const { output } = JSON.parse(text(workedInspection(Number.NaN), 'json')) as Inspection;
  assert.equal(output.value, 'NaN');
});

const grouped = (): Inspection => {
  const bare = inspectionOf([
    { name: 'x', operands: [] },
    { name: 'h', operands: ['x'] },
    { name: 'k', operands: ['h'] },
    { name: 'y', operands: ['k'] },
  ]);
  return {
    ...bare,
    groups: [
      { id: 'outer', kind: 'loop', label: 'pass "1"', count: 2 },
      { id: 'inner', parent: 'outer', kind: 'call', label: 'k', count: 1 },
    ],
    lines: bare.lines.map((line) => {
      const group = { h: 'outer', k: 'inner' }[line.name];
      return group === undefined ? line : { ...line, group };
    }),
  };
};

test('groups are boxes around their lines, one inside the other', () => {
  assert.match(
    text(grouped(), 'dot'),
    /subgraph cluster_g0 \{\n +label="pass \\"1\\" \(2 steps\)";\n +n1 .*\n +subgraph cluster_g1 \{\n +label="k \(1 step\)";\n +n2 .*\n +\}\n +\}/,
  );
  assert.match(
    text(grouped(), 'mermaid'),
    /subgraph g0 \["pass #34;1#34; #40;2 steps#41;"\]\n +n1.*\n +subgraph g1 .*\n +n2.*\n +end\n +end/,
  );
  assert.match(text(grouped(), 'tikz'), /\\usetikzlibrary\{fit\}[\s\S]*\\node\[group, fit=\(n1\) \(n2\), /);
});

test('no name or label can break out of its quotes', () => {
  const evil = 'a"]; click n0 href "x" \\';
  const bare = grouped();
  const bad = {
    ...bare,
    groups: bare.groups.map((group) => ({ ...group, label: evil })),
    lines: bare.lines.map((line) => ({ ...line, formula: { latex: 'x', text: evil } })),
  };
  assert.doesNotMatch(text(bad, 'dot').replace(/"(?:[^"\\]|\\.)*"/g, ''), /click|"/);
  assert.doesNotMatch(text(bad, 'mermaid').replace(/"[^"]*"/g, ''), /click|"/);
  assert.doesNotMatch(text(bad, 'tikz').replace(/\\text\{[\w\s"[\]=;]*\}/g, ''), /click/);
});

test('groups that are each other’s parents are left out, their lines are not', () => {
  const bare = grouped();
  const looped = { ...bare, groups: bare.groups.map((group) => ({ ...group, parent: group.id })) };
  for (const format of ['dot', 'mermaid', 'tikz'] as const) assert.equal(typeof text(looped, format), 'string');
});

test('a graph that TeX cannot set is refused with what to do', () => {
  const long = inspectionOf([
    { name: 'x', operands: [] },
    ...Array.from({ length: 450 }, (_, i) => ({ name: `h${i}`, operands: [i === 0 ? 'x' : `h${i - 1}`] })),
  ]);
  const { value, problems } = exportGraph(long, 'tikz');
  assert.equal(value, undefined);
  assert.match(problems[0]?.message ?? '', /451 nodes.*SVG or DOT/);
  assert.equal(exportGraph(long, 'mermaid').problems.length, 0);
});
