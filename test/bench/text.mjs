// W6: how long it takes from a text to the first answer, warm and in a fresh process.
import { execFileSync } from 'node:child_process';
import { started } from './competitors.mjs';
import { median, ratio } from './report.mjs';

const OPERATIONS = [6, 30, 300, 3000];
/** The most operations that a peer gets through in seconds. */
const PEERS = { ours: 3000, mathjs: 3000, nerdamer: 6, 'compute-engine': 300 };
const script = 'test/bench/peers/text.mjs';

export async function measureText({ quick, rounds }) {
  const results = [];
  const processes = new Map(
    Object.keys(PEERS).map((name) => [name, started({ name, command: process.execPath, args: [script, name] })]),
  );
  for (const operations of OPERATIONS) {
    const taking = [];
    let expected;
    for (const [name, most] of Object.entries(PEERS)) {
      if (operations > (quick && name !== 'ours' && name !== 'mathjs' ? 6 : most)) continue;
      const answer = Number(await processes.get(name).ask(`open ${operations}`));
      expected ??= answer;
      if (Math.abs(answer - expected) < 1e-9 * Math.abs(expected)) taking.push(name);
      else console.error(`${name} is left out at ${operations} operations: it says ${answer}, not ${expected}`);
    }
    const times = new Map(taking.map((name) => [name, []]));
    // Until V8 has compiled what is run again and again, where there is time for that.
    for (const name of taking) await processes.get(name).ask(`run ${quick ? 200 : 3000}`);
    for (let round = 0; round < rounds; round++) {
      for (const name of taking) times.get(name).push(Number(await processes.get(name).ask('run 60')));
    }
    results.push(compared(String(operations), times));
  }
  for (const each of processes.values()) each.stop();
  results.push(compared('6, with import, in a fresh process', coldTimes(rounds)));
  return results;
}

function coldTimes(rounds) {
  const times = new Map(Object.keys(PEERS).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measured] of times) {
      measured.push(Number(execFileSync(process.execPath, [script, name, 'cold'], { encoding: 'utf8' })));
    }
  }
  return times;
}

function compared(name, times) {
  const ours = times.get('ours');
  const ratios = {};
  for (const [peer, measured] of times) if (peer !== 'ours') ratios[peer] = ratio(measured, ours);
  return { name, milliseconds: Object.fromEntries([...times].map(([peer, all]) => [peer, median(all)])), ratios };
}
