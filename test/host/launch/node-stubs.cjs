// Preloaded into the server and its extension hosts. Two native modules are not built here; they only write log files
// and watch for a vanished parent, but without these stand-ins every start logs their absence.
const Module = require('node:module');

const load = Module._load;
const nothing = () => {};
class Logger {
  clearFormatters() {}
  drop() {}
  flush() {}
  getLevel() {}
  setLevel() {}
  setPattern() {}
}
for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'critical']) Logger.prototype[level] = nothing;
const spdlog = { version: 0, setLevel: nothing, setFlushOn: nothing, Logger };

Module._load = function (request, ...rest) {
  if (/[\\/]Release[\\/]watchdog$/.test(request)) return { start: nothing };
  if (request !== 'bindings') return load.call(this, request, ...rest);
  return (name) => (name === 'spdlog' ? spdlog : load.call(this, request, ...rest)(name));
};
