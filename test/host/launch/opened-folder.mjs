// The HTTP face of one folder on disk: read, write, list, rename. Nothing outside the folder can be reached.
import {
  createReadStream,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

const FILE = 1; // vscode.FileType
const FOLDER = 2;
const neverListed = new Set(['node_modules', '.git', '.cache']);
const mostListed = 20_000;
const mostBytes = 64 * 1024 * 1024;

/**
 * The path on disk that a decoded URL path names below `folder`, or undefined if it leads out of it:
 * by `..`, by an absolute path, by a zero byte, or by a symbolic link.
 */
export function pathInside(folder, urlPath) {
  if (urlPath.includes('\0')) return undefined;
  const top = realpathSync(folder);
  const path = resolve(top, urlPath.replace(/^[/\\]+/, ''));
  if (!isInside(top, path)) return undefined;
  const real = nearestReal(path);
  return real !== undefined && isInside(top, real) ? path : undefined;
}

/** Answers one request; `urlPath` is decoded and relative to the folder. The caller has checked host and origin. */
export async function serveOpenedFolder(folder, urlPath, query, request, response) {
  const path = pathInside(folder, urlPath);
  if (path === undefined) return reply(response, 403, 'outside the opened folder');
  try {
    switch (request.method) {
      case 'GET':
        return read(folder, path, query, response);
      case 'PUT':
        if (query.has('folder')) mkdirSync(path, { recursive: true });
        else writeFileSync(path, await bodyOf(request));
        return reply(response, 204);
      case 'DELETE':
        if (relative(realpathSync(folder), path) === '') return reply(response, 403, 'the opened folder itself stays');
        rmSync(path, { recursive: true });
        return reply(response, 204);
      case 'POST': {
        const target = pathInside(folder, query.get('to') ?? '');
        if (target === undefined) return reply(response, 403, 'outside the opened folder');
        mkdirSync(dirname(target), { recursive: true });
        renameSync(path, target);
        return reply(response, 204);
      }
      default:
        return reply(response, 405, 'method not allowed');
    }
  } catch (error) {
    const status = { ENOENT: 404, ENOTDIR: 404, EEXIST: 409, EACCES: 403, EPERM: 403, EROFS: 403 }[error.code] ?? 500;
    return reply(response, status, error.code ?? error.message);
  }
}

function read(folder, path, query, response) {
  if (query.has('all')) return replyJson(response, allFiles(path));
  if (query.has('list')) {
    const entries = readdirSync(path, { withFileTypes: true });
    return replyJson(
      response,
      entries.flatMap((entry) => {
        const stat =
          pathInside(folder, relative(realpathSync(folder), join(path, entry.name))) && typeOf(join(path, entry.name));
        return stat ? [[entry.name, stat]] : [];
      }),
    );
  }
  const stat = statSync(path);
  if (query.has('stat')) {
    const { ctimeMs, mtimeMs, size } = stat;
    return replyJson(response, { type: stat.isDirectory() ? FOLDER : FILE, ctime: ctimeMs, mtime: mtimeMs, size });
  }
  if (!stat.isFile()) return reply(response, 404, 'not a file');
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': stat.size });
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response);
}

function typeOf(path) {
  try {
    return statSync(path).isDirectory() ? FOLDER : FILE;
  } catch {
    return undefined; // a dangling link
  }
}

/** Paths of all files below a folder, for Quick Open; stops at a bound. */
function allFiles(top) {
  const found = [];
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (found.length >= mostListed) return;
      const path = join(folder, entry.name);
      if (entry.isFile()) found.push(relative(top, path).split(sep).join('/'));
      else if (entry.isDirectory() && !neverListed.has(entry.name)) visit(path);
    }
  };
  visit(top);
  return found;
}

async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > mostBytes) throw new Error('file too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isInside(top, path) {
  const way = relative(top, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** The path itself with links resolved, or, where it does not exist yet, its nearest existing ancestor's. */
function nearestReal(path) {
  for (let at = path; ; at = dirname(at)) {
    try {
      return realpathSync(at);
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') return undefined;
      if (dirname(at) === at) return undefined;
    }
  }
}

function reply(response, status, text = '') {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

function replyJson(response, value) {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}
