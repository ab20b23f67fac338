// Host A: VS Code in the browser, its extension host a web worker. A small static server on the loopback address.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathInside, serveOpenedFolder } from './opened-folder.mjs';
import { root } from './project.mjs';
import { quietSettings } from './workbench-settings.mjs';

// Webviews live on <uuid>.vscode.localhost and need a service worker, which browsers allow only on the same site.
const hostname = 'vscode.localhost';
const suitePath = '/extension/tests/';
const provider = fileURLToPath(new URL('./folder-provider/', import.meta.url));
/** What a browser may fetch of an extension: what would be in its package. */
const shipped = /^(package(\.nls)?\.json|README\.md|CHANGELOG\.md|LICENSE|(dist|media)\/.+)$/;
const types = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * Serves a workbench on `folder` with the extension in `extension` (default: this project) loaded.
 * `build` is the folder of the web build; `tests` a folder with a suite's `index.js`, `beside` names folders in it that are
 * extensions to load as well; `settings` are default settings.
 * With `port` 0 the system chooses; otherwise the next free one is taken. Returns `{ address, port, close }`.
 */
export async function startWebHost({ build, folder, extension = root, tests, beside = [], settings = {}, port = 0 }) {
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(error?.message ?? error));
    });
  });
  const actual = await listen(server, port);
  const host = `${hostname}:${actual}`;
  const page = pageText({ build, host, folder, tests, beside, settings });
  // VS Code looks for the suite below an extension's own address, and so finds the extension host to run it in.
  const roots = { [suitePath]: tests, '/extension/': extension, '/folder-provider/': provider };

  async function answer(request, response) {
    const fromWorkbench = request.headers.host === host;
    if (!fromWorkbench && !isWebview(`http://${request.headers.host}`, actual)) return refuse(response, 'unknown host');
    const origin = request.headers.origin;
    const sameOrigin = origin === undefined || origin === `http://${host}`;
    if (!sameOrigin && !isWebview(origin, actual)) return refuse(response, 'unknown origin');
    const url = new URL(request.url ?? '/', `http://${host}`);
    const path = decoded(url.pathname);
    if (path === undefined || path.split(/[/\\]/).includes('..')) return refuse(response, 'bad path');
    if (path === '/folder' || path.startsWith('/folder/')) {
      const foreign =
        !fromWorkbench || !sameOrigin || !['same-origin', undefined].includes(request.headers['sec-fetch-site']);
      if (foreign) return refuse(response, 'only the workbench may read the opened folder');
      return serveOpenedFolder(folder, path.slice('/folder'.length), url.searchParams, request, response);
    }
    if (origin !== undefined) response.setHeader('access-control-allow-origin', origin);
    response.setHeader('cross-origin-resource-policy', 'cross-origin');
    if (request.method === 'OPTIONS') return response.writeHead(204, { 'access-control-allow-headers': '*' }).end();
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 'method not allowed');
    if (path === '/') return send(response, page, '.html', 'no-store');
    for (const [prefix, top] of Object.entries(roots)) {
      if (!path.startsWith(prefix)) continue;
      const inner = path.slice(prefix.length);
      if (!top || (top === extension && !shipped.test(inner))) return notFound(response);
      return sendFile(response, top, inner, 'no-store');
    }
    return sendFile(response, build, path, 'max-age=3600');
  }

  return {
    address: `http://${host}/`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

function pageText({ build, host, folder, tests, beside, settings }) {
  const uri = (path) => ({ scheme: 'http', authority: host, path });
  const configuration = {
    folderUri: { scheme: 'folder', authority: '', path: `/${basename(folder)}` },
    additionalBuiltinExtensions: [uri('/folder-provider')],
    developmentOptions: {
      extensions: [uri('/extension'), ...beside.map((name) => uri(`${suitePath}${name}`))],
      ...(tests && { extensionTestsPath: uri(`${suitePath}index.js`) }),
    },
    configurationDefaults: { ...quietSettings, ...settings },
    productConfiguration: {
      enableTelemetry: false,
      extensionsGallery: undefined,
      webviewContentExternalBaseUrlTemplate: `http://{{uuid}}.${host}/out/vs/workbench/contrib/webview/browser/pre/`,
    },
  };
  return readFileSync(join(build, 'index.html'), 'utf8')
    .replace('{{WORKBENCH_AUTH_SESSION}}', '')
    .replace('{{WORKBENCH_WEB_CONFIGURATION}}', () => escapeAttribute(JSON.stringify(configuration)));
}

export function escapeAttribute(text) {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Listens on the loopback address, moving on to the next port while one is taken. */
export function listen(server, port) {
  return new Promise((resolve, reject) => {
    let attempt = port;
    server.on('error', (error) => {
      if (error.code !== 'EADDRINUSE' || attempt === 0 || attempt >= port + 100) return reject(error);
      attempt += 1;
      server.listen(attempt, '127.0.0.1');
    });
    server.once('listening', () => resolve(server.address().port));
    server.listen(attempt, '127.0.0.1');
  });
}

function isWebview(origin, port) {
  return new RegExp(`^http://[a-z0-9-]+\\.${hostname.replace('.', '\\.')}:${port}$`).test(origin);
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function sendFile(response, top, urlPath, caching) {
  const path = pathInside(top, urlPath);
  if (path === undefined) return notFound(response);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) return notFound(response);
  response.writeHead(200, { 'content-type': typeOf(path), 'content-length': stat.size, 'cache-control': caching });
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response);
}

function send(response, text, extension, caching) {
  response.writeHead(200, { 'content-type': `${types[extension]}; charset=utf-8`, 'cache-control': caching }).end(text);
}

function typeOf(path) {
  return types[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

function refuse(response, why) {
  response.writeHead(403, { 'content-type': 'text/plain' }).end(why);
}

function notFound(response) {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
}
