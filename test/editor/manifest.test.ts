// The manifest, the read-me and the code say the same.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { COMMANDS } from '../../src/editor/commandIds.ts';
import { LANGUAGES } from '../../src/editor/languages.ts';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly description: string; readonly media: { readonly markdown: string } }[];
    }[];
  };
}

interface Setting {
  readonly default: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const readme = readFileSync('README.md', 'utf8');
const { commands, configuration, walkthroughs } = manifest.contributes;
const ids = LANGUAGES.map(({ id }) => id);

/** Run by links only. */
const internal: readonly string[] = [COMMANDS.switchReading];

test('the palette has every command that is not internal', () => {
  const listed = commands.map(({ command }) => command).sort();
  const known = Object.values(COMMANDS).filter((command) => !internal.includes(command));
  assert.deepEqual(listed, known.sort());
  assert.ok(commands.every(({ category }) => category === 'Gradient'));
});

test('the extension wakes in its languages, and for a panel that comes back', () => {
  assert.deepEqual(manifest.activationEvents, [
    ...ids.map((id) => `onLanguage:${id}`),
    'onWebviewPanel:gradientInspector.panel',
  ]);
});

test('hovers can be switched off language by language', () => {
  const setting = configuration.properties['gradientInspector.hover.languages'];
  assert.deepEqual(Object.keys(setting?.properties ?? {}), ids);
  assert.deepEqual(setting?.default, Object.fromEntries(ids.map((id) => [id, true])));
});

test('every setting is described and in the read-me with its default', () => {
  for (const [name, { description, markdownDescription, default: value }] of Object.entries(configuration.properties)) {
    assert.ok((description ?? markdownDescription ?? '').length > 10, name);
    const shown = typeof value === 'object' ? 'all' : `\`${value}\``;
    assert.ok(readme.includes(`| \`${name}\` | ${shown} |`), `README.md lacks ${name} with ${shown}`);
  }
});

test('every command is in the read-me', () => {
  for (const { title } of commands) assert.ok(readme.includes(title), title);
});

test('the walkthrough uses pictures, pages and commands that exist', () => {
  for (const { description, media } of walkthroughs.flatMap(({ steps }) => steps)) {
    assert.ok(existsSync(media.markdown), media.markdown);
    for (const [, command] of description.matchAll(/\(command:([\w.]+)\)/g)) {
      assert.ok(Object.values<string>(COMMANDS).includes(command ?? ''), command);
    }
  }
  assert.ok(existsSync(manifest.icon));
});

test('links of the read-me lead somewhere', () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#|command:)([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  assert.deepEqual(
    links.filter((link) => !existsSync(link)),
    [],
  );
});
