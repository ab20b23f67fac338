import * as vscode from 'vscode';
import { closeEverything, command, hoversAt, ok, openText, positionOf, sample } from './support.ts';

const reading = 'sqrt(x^2 + exp(x^2)) + cos(x^2 + exp(x^2))';

/** The hovers of this extension at a place, as one text without colours, escapes and link targets. */
async function hoverText(document: vscode.TextDocument, text: string, occurrence = 1, shift = 0): Promise<string> {
  const hovers = await hoversAt(document, positionOf(document, text, occurrence, shift));
  return hovers
    .join('\n')
    .replace(/<\/?span[^>]*>/g, '')
    .replace(/\\([*_[\]+#-])/g, '$1');
}

/** Fails with the whole text, so that a failure needs no second run. */
function has(text: string, ...wanted: (string | RegExp)[]): void {
  for (const each of wanted) {
    ok(typeof each === 'string' ? text.includes(each) : each.test(text), `no ${each} in the hover:\n${text}`);
  }
}

const open = (name: string) => vscode.workspace.openTextDocument(sample(name));

describe('a hover', () => {
  after(closeEverything);

  it('on f(x) of the lecture note tells reading, gradient, numbers and work', async () => {
    const text = await hoverText(await open('lecture-note.md'), 'f(x) =');
    has(
      text,
      `**f(x)** read as \`${reading}\``,
      /<img src="data:image\/svg\+xml;base64,[\w+/=]+" width="\d+" height="\d+" alt="∂f\/∂x = 2\*x\*\(1 \+ exp\(a\)\)\*\(1\/\(2\*sqrt\(c\)\) - sin\(c\)\)">/,
      '`∂f/∂x = 2*x*(1 + exp(a))*(1/(2*sqrt(c)) - sin(c))`',
      'where `a = x²`, `c = a + exp(a)`',
      'at x = 1 (default): f = 1.0900, ∂f/∂x = 5.9831',
      '6 steps',
      'a and c are used twice',
    );
    for (const link of ['Open graph', 'Set point', 'Insert derivation', 'Copy as …']) has(text, `[${link}](command:`);
  });

  it('on the second x² begins with that step: name, value, adjoint by both paths, uses', async () => {
    const text = await hoverText(await open('lecture-note.md'), 'x^2', 2);
    has(text, /^`a = x²` = 1 · `∂f\/∂a = .*` = 2\.1870 \+ 0\.80455 = 2\.9915 \(two paths\) · used 2\u00a0×/);
    has(text, `**f(x)** read as \`${reading}\``);
  });

  it('on a step of the decomposition is about that step as a function of x', async () => {
    has(await hoverText(await open('lecture-note.md'), 'c &= a + b'), '**c(x)** read as', 'c = 3.7183, ∂c/∂x = 7.4366');
  });

  it('on the name of a step in a sentence is about that step too', async () => {
    has(await hoverText(await open('lecture-note.md'), '$c$ affects', 1, 1), '**c(x)** read as `x^2 + exp(x^2)`');
  });

  it('on each claimed derivative of the lecture note gives the verdict', async () => {
    const document = await open('lecture-note.md');
    for (const [claim, shift, name] of [
      ['&= 2x', 3, '∂a/∂x'],
      ['&= \\frac{1}{2\\sqrt{c}}', 5, '∂d/∂c'],
      ['&= -\\sin(c)', 5, '∂e/∂c'],
      ['(\\frac{\\partial f}{\\partial a}) \\cdot (2x)', 4, '∂f/∂x'],
    ] as const) {
      has(await hoverText(document, claim, 1, shift), `✓ ${name} agrees with the computed derivative`);
    }
  });

  it('is not there on prose, lone symbols and prices', async () => {
    const note = await open('lecture-note.md');
    const { document: prices } = await openText('Tea is $3 and cake $4, so two make $14.\n', 'markdown');
    const { document: plain } = await openText('Dear all,\nthe meeting is at 10 - 12, room A.\n', 'plaintext');
    for (const [document, text, shift] of [
      [note, 'Rest the pointer', 2],
      [note, 'Evaluating the steps', 2],
      [note, '$K$ layers', 1],
      [note, 'a loss $L$', 8],
      [prices, '$3', 1],
      [prices, '$4', 1],
      [plain, 'meeting', 2],
      [plain, '10 - 12', 1],
    ] as const) {
      const found = await hoverText(document, text, 1, shift);
      ok(found === '', `"${text}" has a hover:\n${found}`);
    }
  });

  it('refuses with a reason what it cannot differentiate', async () => {
    const { document } = await openText('$$y = \\operatorname{frobnicate}(x) + x$$\n', 'markdown');
    has(await hoverText(document, 'y =', 1, 4), /^⚠ No gradient here: .*frobnicate/);
  });

  it('can be switched off and on again by its command, and by language', async () => {
    const document = await open('lecture-note.md');
    const settings = () => vscode.workspace.getConfiguration('gradientInspector');
    try {
      await command('gradientInspector.toggleHover');
      ok((await hoverText(document, 'f(x) =')) === '', 'there is a hover although hovers are off');
      await command('gradientInspector.toggleHover');
      has(await hoverText(document, 'f(x) ='), '6 steps');
      await settings().update('hover.languages', { markdown: false }, vscode.ConfigurationTarget.Global);
      ok((await hoverText(document, 'f(x) =')) === '', 'there is a hover although Markdown has none');
      has(await hoverText(await open('worked-example.tex'), 'f(x) ='), '6 steps');
    } finally {
      await settings().update('hover.enable', undefined, vscode.ConfigurationTarget.Global);
      await settings().update('hover.languages', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});

describe('a hover in code', () => {
  after(closeEverything);

  const places: readonly (readonly [file: string, text: string, ...wanted: (string | RegExp)[]])[] = [
    ['functions.jl', 'f(x) =', 'f = 1.0900, ∂f/∂x = 5.9831'],
    ['functions.jl', 'loss(w::Vector', '`∂loss/∂w = Xᵀ @ (X @ w - y)`', 'X m×n (2, 3)'],
    ['functions.R', 'loss <- function', '`∂loss/∂w = (2/3)*Xᵀ @ (X @ w - y)`'],
    ['functions.c', 'f(double x)', 'f = 1.0900, ∂f/∂x = 5.9831'],
    ['functions.c', 'loss(double', '**loss(w, b, x, y)**', 'shapes: x n (4,), y m (4,)'],
    ['functions.m', 'f = @', 'f = 1.0900, ∂f/∂x = 5.9831'],
    ['functions.R', 'f <- function', 'f = 1.0900, ∂f/∂x = 5.9831'],
    ['rosenbrock.js', 'rosenbrock(x)', '**rosenbrock(x)**', 'shapes: x n (4,)'],
    ['network.py', 'loss(x, y)', '∂loss/∂W1 = outer((1 - f^∘2) ⊙ ∂loss/∂f, x)', 'W1 (4, 3), b1 (4,)'],
    ['network.py', 'torch_loss(x, y)', 'net.0.weight (4, 3), net.0.bias (4,)'],
  ];
  for (const [file, text, ...wanted] of places) {
    it(`in ${file}, on ${text}`, async () => {
      // VS Code takes .m for Objective-C until it is told otherwise.
      const document = await open(file);
      const chosen = file.endsWith('.m')
        ? await vscode.languages.setTextDocumentLanguage(document, 'matlab')
        : document;
      has(await hoverText(chosen, text), ...wanted);
    });
  }

  it('of a loop, on the value that it carries, begins with that value', async () => {
    has(await hoverText(await open('network.py'), 'f = np.tanh'), /^`f_3 = tanh\(\w+\)`/, '∂loss/∂f_3');
  });
});

describe('a hover on a network', () => {
  it('tells the chain of factors, each adjoint once, and the shapes', async () => {
    has(
      await hoverText(await open('network.md'), 'L = '),
      /<img src="data:image\/svg\+xml;base64,/,
      '`∂L/∂A_0 = ∂L/∂f_3 · ∂f_3/∂f_2 · ∂f_2/∂f_1 · ∂f_1/∂A_0`',
      '`∂L/∂A_0 = outer(f_1 ⊙ (1 - f_1) ⊙ ∂L/∂f_1, x)`',
      '`∂L/∂f_1 = A_1ᵀ @ (f_2 ⊙ (1 - f_2) ⊙ ∂L/∂f_2)`',
      'shapes: y n (3,), A_0 k×p (4, 5)',
      'σ is not defined; it is read as the logistic sigmoid',
    );
  });
});

describe('the worked example has the same hover', () => {
  const places: readonly (readonly [file: string, text: string, output: string, origin: string])[] = [
    ['worked-example.tex', 'f(x) =', 'f', 'default'],
    ['worked-example.rst', 'f(x) =', 'f', 'default'],
    ['worked_example.py', 'y = np', 'y', 'from the document'],
    ['worked_example.py', 'f(x) =', 'f', 'default'],
    ['worked-example.js', 'y = Math', 'y', 'from the document'],
    ['worked-example.ts', 'f: number', 'f', 'from the document'],
    ['worked-example.txt', 'f = sqrt', 'f', 'default'],
    ['worked-example.txt', 'g = √', 'g', 'default'],
    ['six-steps.py', 'f = d + e', 'f', 'from the document'],
  ];
  for (const [file, text, output, origin] of places) {
    it(`in ${file}, on ${text}`, async () => {
      has(
        await hoverText(await open(file), text),
        `**${output}(x)** read as \`${reading}\``,
        `at x = 1 (${origin}): ${output} = 1.0900, ∂${output}/∂x = 5.9831`,
        /^6 steps/m,
        'a and c are used twice',
      );
    });
  }

  it('in notebook cells, by the names of the cells above', async () => {
    const notebook = await vscode.workspace.openNotebookDocument(sample('notebook.ipynb'));
    await vscode.window.showNotebookDocument(notebook);
    const cell = (text: string) => {
      const found = notebook.getCells().find(({ document }) => document.getText().includes(text));
      ok(found, `no cell has ${text}`);
      return found.document;
    };
    for (const [start, output] of [
      ['f = np', 'f'],
      ['y = np', 'y'],
    ] as const) {
      has(
        await hoverText(cell(start), start),
        `**${output}(x)** read as \`${reading}\``,
        `at x = 1 (from the document): ${output} = 1.0900, ∂${output}/∂x = 5.9831`,
        /^6 steps/m,
      );
    }
    has(await hoverText(cell('$$f(x)'), 'f(x) ='), '= 1.0900', '= 5.9831');
    await closeEverything();
  });
});
