// Mocha inside the extension host, worker or Node. Loaded before the tests; `run` is what VS Code calls.
import 'mocha/mocha.js'; // sets the globals Mocha, describe, it, …

// Mocha's own browser entry point wants a document and an address; the class underneath needs neither.
const mocha = new Mocha({ ui: 'bdd', reporter: Mocha.reporters.Base, timeout: 180_000 });
mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);

/** Runs every test, logging one line each (`@@test {json}`) for whoever started this VS Code. */
export function run(): Promise<void> {
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      if (failures > 0) reject(new Error(`${failures} tests failed`));
      else resolve();
    });
    const say = (test: Mocha.Test, state: string, error?: Error) => {
      const line = {
        title: test.titlePath().join(' › '),
        state,
        duration: test.duration,
        error: error && (error.stack ?? String(error)),
      };
      console.log(`@@test ${JSON.stringify(line)}`);
    };
    runner.on('test', (test) => say(test, 'begun'));
    runner.on('pass', (test) => say(test, 'passed'));
    runner.on('fail', (test, error) => say(test, 'failed', error));
    runner.on('pending', (test) => say(test, 'skipped'));
  });
}
