import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidatesFor, folderOf, isBelow, isForeign } from '../../src/editor/projectPaths.ts';

test('Python: relative imports by their dots, absolute ones below a root', () => {
  assert.deepEqual(candidatesFor('python', '.links'), { up: 0, paths: ['links.py', 'links/__init__.py'] });
  assert.deepEqual(candidatesFor('python', '...a.b'), { up: 2, paths: ['a/b.py', 'a/b/__init__.py'] });
  assert.deepEqual(candidatesFor('python', '..'), { up: 1, paths: ['__init__.py'] });
  assert.deepEqual(candidatesFor('python', 'pkg.links'), {
    up: undefined,
    paths: ['pkg/links.py', 'pkg/links/__init__.py'],
  });
  for (const odd of ['', 'a/b', '../x', '.\\x']) assert.equal(candidatesFor('python', odd), undefined);
});

test('JavaScript: files by their endings, folders by their index; packages are left alone', () => {
  const special = candidatesFor('javascript', './special');
  assert.equal(special?.up, 0);
  assert.ok(special?.paths.includes('special.js') && special.paths.includes('special/index.ts'));
  assert.deepEqual(candidatesFor('typescript', '../x/../a.js')?.paths.slice(0, 2), ['a.js', 'a.ts']);
  assert.equal(candidatesFor('typescript', '../x/../a.js')?.up, 1);
  assert.equal(candidatesFor('javascript', '..')?.paths[0], 'index.js');
  assert.equal(candidatesFor('javascript', 'lodash'), undefined);
  assert.equal(candidatesFor('markdown', './x'), undefined);
});

test('MATLAB: the file that is called like the function, also in private', () => {
  assert.deepEqual(candidatesFor('octave', 'loss'), { up: 0, paths: ['loss.m', 'private/loss.m'] });
  assert.equal(candidatesFor('matlab', '../loss'), undefined);
});

test('folders, and what is installed', () => {
  assert.equal(folderOf('/a/b/c.py'), '/a/b');
  assert.equal(folderOf('/a/b/c.py', 1), '/a');
  assert.equal(folderOf('/c.py'), '/');
  assert.equal(folderOf('/a/c.py', 3), undefined);
  assert.equal(folderOf('c.py'), undefined);
  assert.ok(isBelow('/a/b.py', '/a') && isBelow('/b.py', '/') && !isBelow('/ab/c.py', '/a'));
  assert.ok(isForeign('/a/node_modules/x/i.js', '/a/i.js'));
  assert.ok(!isForeign('/a/node_modules/x/j.js', '/a/node_modules/x/i.js'));
  assert.ok(isForeign('/a/node_modules/x/node_modules/y/j.js', '/a/node_modules/x/i.js'));
});
