// From a formula's text to its gradients as formulas, and their values. `node text.mjs <competitor>` answers lines
// `open <operations>` and `run <ms>` (milliseconds an answer); `node text.mjs <competitor> cold` says how long the first
// answer took, from before the import on.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { formula, WORKED } from '../texts.mjs';

const POINT = { x: 0.7, y: 0.3, z: 0.2 };
const start = milliseconds();

const makers = {
  async ours() {
    // As hosts load it: the first file now, others when they are wanted.
    const { inspect } = createRequire(import.meta.url)('../../../.cache/bench/parts/core.js');
    return (text) => {
      // What is measured of the others too: the gradient's formulas, their values and the function's.
      const options = { entry: 'f', point: pointOf(text), want: ['formulas'] };
      const { value, problems } = inspect(`$$f = ${latexOf(text)}$$`, 'markdown', 0, options);
      if (!value) throw new Error(problems[0]?.message);
      if (Object.values(value.formulas).some(({ latex }) => !latex)) throw new Error('no formula');
      return value.gradient.x;
    };
  },
  async mathjs() {
    const { all, create } = await import('mathjs');
    const math = create(all);
    return (text) =>
      symbolic(
        text,
        (by) => {
          const slope = math.derivative(text, by, { simplify: false });
          return [slope.toTex(), slope.evaluate(POINT)];
        },
        () => math.evaluate(text, POINT),
      );
  },
  async nerdamer() {
    const { default: nerdamer } = await import('nerdamer/all.js');
    return (text) =>
      symbolic(
        text,
        (by) => {
          const slope = nerdamer.diff(text, by);
          return [slope.toTeX(), Number(slope.evaluate(POINT).text('decimals'))];
        },
        () => nerdamer(text, POINT).evaluate(),
      );
  },
  async 'compute-engine'() {
    const { ComputeEngine } = await import('@cortex-js/compute-engine');
    const engine = new ComputeEngine();
    return (text) => {
      const expression = engine.parse(latexOf(text));
      return symbolic(
        text,
        (by) => {
          const slope = engine.box(['D', expression, by]).evaluate();
          return [slope.latex, slope.subs(POINT).N().re];
        },
        () => expression.subs(POINT).N(),
      );
    };
  },
};

function pointOf(text) {
  return text === WORKED ? { x: POINT.x } : POINT;
}

function symbolic(text, differentiate, evaluate) {
  evaluate();
  const slopes = Object.keys(pointOf(text)).map(differentiate);
  if (slopes.some(([latex]) => !latex)) throw new Error('no formula');
  return slopes[0][1];
}

function latexOf(text) {
  return text
    .replace(/exp|sin|cos/g, '\\$&')
    .replace(/sqrt\(([^()]*(\([^()]*\))?[^()]*)\)/g, '\\sqrt{$1}')
    .replaceAll('*', ' ');
}

const answer = await makers[process.argv[2]]();
if (process.argv[3] === 'cold') {
  answer(WORKED);
  console.log((milliseconds() - start).toPrecision(5));
  process.exit(0);
}
let text = WORKED;
for await (const line of createInterface({ input: process.stdin })) {
  const [command, number] = line.split(' ');
  try {
    if (command === 'open') {
      text = formula(Number(number));
      console.log(answer(text));
    } else console.log(timed(Number(number)));
  } catch (error) {
    process.stderr.write(`${process.argv[2]}: ${error.message?.slice(0, 200)}\n`);
    console.log('no');
  }
}

/** Of processor time. */
function milliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}

function timed(least) {
  const from = milliseconds();
  let times = 0;
  let spent = 0;
  while (spent < least) {
    answer(text);
    times++;
    spent = milliseconds() - from;
  }
  return (spent / times).toPrecision(6);
}
