// What VS Code runs for test/bench/activation.mjs, which puts a name for FIRST.
const vscode = require('vscode');

const measured = {
  ours: {
    id: 'gradient-inspector.gradient-inspector',
    language: 'markdown',
    content: 'Let $f(x) = x^2 \\sin x$.\n',
    at: 6,
  },
  bare: { id: 'bench.bare', language: 'ini', content: 'Let f(x) = 1.\n', at: 6 },
};

exports.run = async () => {
  // The first document and the first hover of all cost more than others, whosever they are; a window has much to do at first.
  await firstHover({ language: 'json', content: '{}\n', at: 1 });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const times = {};
  const first = 'FIRST';
  for (const name of [first, first === 'ours' ? 'bare' : 'ours']) {
    const start = performance.now();
    const hovers = await firstHover(measured[name]);
    times[name] = performance.now() - start;
    if (hovers.length === 0) throw new Error(`no hover from ${name}`);
  }
  console.log(`@@times ${JSON.stringify(times)}`);
};

async function firstHover({ id, language, content, at }) {
  const document = await vscode.workspace.openTextDocument({ language, content });
  if (id) await vscode.extensions.getExtension(id).activate();
  return vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, document.positionAt(at));
}
