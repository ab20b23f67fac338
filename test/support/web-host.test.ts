// The server behind `npm start` reads and writes a folder of the user's: who may ask it, and for what.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startWebHost, type WebHost } from '../host/launch/web.mjs';

interface Answer {
  readonly status: number;
  readonly body: string;
}

const HOST = '<host>'; // stands for the server's own host in the rows below

describe('the server of the browser workbench', () => {
  let top: string;
  let host: WebHost;

  before(async () => {
    top = mkdtempSync(join(tmpdir(), 'web-host-'));
    for (const name of ['build', 'notes/inner', 'extension/dist', 'extension/src'])
      mkdirSync(join(top, name), { recursive: true });
    writeFileSync(join(top, 'secret.txt'), 'secret');
    writeFileSync(join(top, 'build/index.html'), '<meta data-settings="{{WORKBENCH_WEB_CONFIGURATION}}">');
    writeFileSync(join(top, 'notes/a.md'), 'text');
    writeFileSync(join(top, 'extension/dist/extension.js'), '// built');
    writeFileSync(join(top, 'extension/src/extension.ts'), '// source');
    symlinkSync(join(top, 'secret.txt'), join(top, 'notes/link.md'));
    host = await startWebHost({
      build: join(top, 'build'),
      folder: join(top, 'notes'),
      extension: join(top, 'extension'),
    });
  });

  after(async () => {
    await host.close();
    rmSync(top, { recursive: true });
  });

  function ask(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body = '',
  ): Promise<Answer> {
    const own = `vscode.localhost:${host.port}`;
    const filled = Object.fromEntries(
      Object.entries({ host: HOST, ...headers }).map(([k, v]) => [k, v.replace(HOST, own)]),
    );
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: host.port, method, path, headers: filled }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      });
      sent.on('error', reject).end(body);
    });
  }

  const rows: readonly [why: string, method: string, path: string, headers: Record<string, string>, status: number][] =
    [
      ['the page', 'GET', '/', {}, 200],
      ['a file of the folder', 'GET', '/folder/a.md', {}, 200],
      ['a file that is not there', 'GET', '/folder/b.md', {}, 404],
      ['the built extension', 'GET', '/extension/dist/extension.js', {}, 200],
      ['the source of the extension', 'GET', '/extension/src/extension.ts', {}, 404],
      ['a name that another site resolves to us', 'GET', '/', { host: 'evil.example' }, 403],
      ['the bare address', 'GET', '/', { host: '127.0.0.1' }, 403],
      ['a page of another site', 'GET', '/folder/a.md', { origin: 'http://evil.example' }, 403],
      ['an image on another site', 'GET', '/folder/a.md', { 'sec-fetch-site': 'cross-site' }, 403],
      ['a page without an origin', 'PUT', '/folder/a.md', { origin: 'null' }, 403],
      ['a webview, for static files', 'GET', '/index.html', { host: `abc.${HOST}` }, 200],
      ['a webview, for the folder', 'GET', '/folder/a.md', { origin: `http://abc.${HOST}` }, 403],
      ['a webview, for the folder through its own host', 'GET', '/folder/a.md', { host: `abc.${HOST}` }, 403],
      ['the way out, encoded', 'GET', '/folder/..%2fsecret.txt', {}, 403],
      ['the way out, doubly dotted', 'GET', '/folder/inner%2f..%2f..%2fsecret.txt', {}, 403],
      ['the way out, with backslashes', 'GET', '/folder/..%5csecret.txt', {}, 403],
      ['the way out of the extension', 'GET', '/extension/dist/..%2f..%2fsecret.txt', {}, 403],
      ['a zero byte', 'GET', '/folder/a.md%00', {}, 403],
      ['half a percent sign', 'GET', '/folder/%E0%A4%A', {}, 403],
      ['a link that leads out', 'GET', '/folder/link.md', {}, 403],
      ['writing through a link that leads out', 'PUT', '/folder/link.md', {}, 403],
      ['moving a file out', 'POST', '/folder/a.md?to=..%2fa.md', {}, 403],
      ['removing the folder itself', 'DELETE', '/folder/', {}, 403],
      ['writing outside the folder', 'PUT', '/index.html', {}, 403],
    ];
  for (const [why, method, path, headers, status] of rows) {
    it(`answers ${status} to ${why}`, async () => {
      assert.equal((await ask(method, path, headers)).status, status);
    });
  }

  it('writes, renames, lists and removes', async () => {
    await ask('PUT', '/folder/new%20folder?folder');
    await ask('PUT', '/folder/new%20folder/x%231.md', {}, 'é');
    assert.equal(readFileSync(join(top, 'notes/new folder/x#1.md'), 'utf8'), 'é');
    await ask('POST', '/folder/new%20folder/x%231.md?to=new%20folder%2Fy.md');
    assert.deepEqual(JSON.parse((await ask('GET', '/folder/new%20folder?list')).body), [['y.md', 1]]);
    await ask('DELETE', '/folder/new%20folder');
    assert.deepEqual(JSON.parse((await ask('GET', '/folder/?list')).body), [
      ['a.md', 1],
      ['inner', 2],
    ]);
  });

  it('takes the next port where one is taken', async () => {
    const second = await startWebHost({ build: join(top, 'build'), folder: join(top, 'notes'), port: host.port });
    assert.ok(second.port > host.port);
    await second.close();
  });
});
