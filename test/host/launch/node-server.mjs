// The process behind node.mjs: VS Code's server as a library. Told what to serve by its parent's first message; ends with it.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { escapeAttribute, listen } from './web.mjs';

// The parent is gone, perhaps killed: the extension hosts, which are in this process's group, must go too.
process.on('disconnect', () =>
  process.platform === 'win32' ? process.exit(0) : process.kill(-process.pid, 'SIGKILL'),
);
process.once('message', (options) => {
  start(options).then(
    (port) => process.send?.({ port }),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function start({ build, folder, developmentPath, testsPath, data, extensions, settings }) {
  const module = await import(pathToFileURL(join(build, 'out', 'server-main.js')).href);
  const library = await module.loadCodeWithNls();
  const vscode = await library.createServer(null, {
    _: [],
    'without-connection-token': true,
    'accept-server-license-terms': true,
    'disable-workspace-trust': true,
    'disable-telemetry': true,
    'disable-update-check': true,
    'server-data-dir': data,
    'user-data-dir': data,
    'extensions-dir': extensions,
  });
  const server = createServer();
  const port = await listen(server, 0);
  const host = `localhost:${port}`;
  const isOurs = ({ headers }) => headers.host === host && (!headers.origin || headers.origin === `http://${host}`);

  server.on('request', (request, response) => {
    if (!isOurs(request)) return response.writeHead(403).end('unknown host');
    if (request.url === '/') rewriteConfiguration(response, (configuration) => configure(configuration, host));
    vscode.handleRequest(request, response);
  });
  server.on('upgrade', (request, socket) => {
    if (!isOurs(request)) return socket.destroy();
    vscode.handleUpgrade(request, socket);
  });
  return port;

  function configure(configuration, authority) {
    const remote = (path) => ({ scheme: 'vscode-remote', authority, path });
    configuration.folderUri = remote(folder);
    delete configuration.workspaceUri;
    configuration.configurationDefaults = { ...configuration.configurationDefaults, ...settings };
    configuration.developmentOptions = {
      ...configuration.developmentOptions,
      ...(developmentPath.length > 0 && { extensions: developmentPath.map(remote) }),
      ...(testsPath && { extensionTestsPath: remote(testsPath) }),
    };
  }
}

/** The page carries its configuration in an attribute; newer builds ignore the address's `payload`. */
function rewriteConfiguration(response, change) {
  const end = response.end.bind(response);
  const writeHead = response.writeHead.bind(response);
  let head = [];
  response.writeHead = (...args) => {
    head = args;
    return response;
  };
  response.end = (body, ...rest) => {
    const page = String(body).replace(
      /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/,
      (_, start, text) => {
        const configuration = JSON.parse(
          text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
        );
        change(configuration);
        return `${start}${escapeAttribute(JSON.stringify(configuration))}"`;
      },
    );
    const [status, headers] = head;
    for (const name of Object.keys(headers ?? {})) if (name.toLowerCase() === 'content-length') delete headers[name];
    if (status !== undefined) writeHead(status, headers);
    return end(page, ...rest);
  };
}
