/** What a file says of its names as a whole: types, functions, classes, namespaces. */
import type { SyntaxNode } from '@lezer/common';
import { parts, visiting } from '../lezer.ts';
import type { Context, KnownFunction } from './context.ts';
import { declaratorOf, declaredType, isDeclarator, specifiersOf, squeezed } from './declarators.ts';
import { scopeOf } from './functions.ts';
import { isSame, type Type, typeOf, UNKNOWN } from './types.ts';

export interface Survey {
  readonly functions: ReadonlyMap<string, KnownFunction>;
  readonly overloaded: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  readonly classes: ReadonlyMap<string, ReadonlyMap<string, Type>>;
  /** The fields of plain structs in their order, as `{…}` fills them. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** Structs that headers of the GNU Scientific Library declare. */
const KNOWN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  gsl_sf_result: ['val', 'err'],
  gsl_sf_result_e10: ['val', 'err', 'e10'],
};

/** `typedef double real;`, `using real = double;`, the parameters of a template. */
export function registerTypes(node: SyntaxNode, text: string, types: Map<string, Type>): void {
  const textOf = (part: SyntaxNode) => text.slice(part.from, part.to);
  if (node.name === 'TemplateDeclaration') {
    for (const parameter of node.getChild('TemplateParameterList')?.getChildren('TypeParameterDeclaration') ?? []) {
      const name = parameter.getChild('TypeIdentifier');
      if (name && !types.has(textOf(name))) types.set(textOf(name), UNKNOWN);
    }
    return;
  }
  const names = node.getChildren('TypeIdentifier');
  const name = node.name === 'AliasDeclaration' ? names[0] : names[names.length - 1];
  const written = node.name === 'AliasDeclaration' ? node.getChild('TypeDescriptor') : undefined;
  if (!name) return;
  const meaning = written ? textOf(written) : text.slice(node.from, name.from).replace(/^\s*typedef/, '');
  if (/\{/.test(meaning)) return;
  const type = typeOf(squeezed(meaning), types);
  // Two typedefs of one name in a file may differ: then nothing is known.
  const before = types.get(textOf(name));
  types.set(
    textOf(name),
    before && !isSame(before, type)
      ? UNKNOWN
      : { ...type, copied: type.copied && (type.kind !== 'unknown' || /^(?:struct|class)\b/.test(squeezed(meaning))) },
  );
}

export function* surveying(root: SyntaxNode, context: Context): Generator<undefined, Survey> {
  const functions = new Map<string, KnownFunction>();
  const seen = new Set<string>();
  const overloaded = new Set<string>();
  const namespaces = new Set<string>();
  const classes = new Map<string, Map<string, Type>>();
  const fields = new Map<string, readonly string[] | undefined>(Object.entries(KNOWN_FIELDS));
  const aliases: [string, string][] = [];
  const textOf = (part: SyntaxNode) => context.text.slice(part.from, part.to);
  yield* visiting(root, (node) => {
    if (/^(?:TypeDefinition|AliasDeclaration|TemplateDeclaration)$/.test(node.name))
      registerTypes(node, context.text, context.types);
    if (node.name === 'NamespaceDefinition')
      for (const part of node.getChildren('Identifier')) namespaces.add(textOf(part));
    if (/^(?:Class|Struct)Specifier$/.test(node.name)) {
      const name = node.getChild('TypeIdentifier') ?? node.parent?.getChild('TypeIdentifier');
      const list = node.getChild('FieldDeclarationList');
      if (name && list) {
        const members = membersOf(list, context);
        fields.set(textOf(name), isPlainStruct(list) && !classes.has(textOf(name)) ? [...members.keys()] : undefined);
        classes.set(textOf(name), members);
      }
      const other = node.parent?.name === 'TypeDefinition' ? node.parent.getChild('TypeIdentifier') : null;
      const own = node.getChild('TypeIdentifier');
      if (own && other) aliases.push([textOf(other), textOf(own)]);
    }
    if (node.name === 'FunctionDefinition' || node.name === 'Declaration' || node.name === 'FieldDeclaration') {
      const head = parts(node).find((part) => isDeclarator(part));
      const declarator = head && declaratorOf(head, context);
      if (head && declarator?.list && node.name !== 'FieldDeclaration') {
        const name = textOf(declarator.name);
        if (node.name === 'FunctionDefinition') {
          const key = `${scopeOf(node)}:${name}`;
          (seen.has(key) ? overloaded : seen).add(key);
        }
        const { sets, whole } = context.parameters(declarator.list, context);
        const type = typeOf(
          `${squeezed(specifiersOf(node, head, context))}${'*'.repeat(declarator.stars)}`,
          context.types,
        );
        const known = functions.get(name);
        const returns = known && !isSame(known.returns, type) ? UNKNOWN : type;
        // Of several forms a fraction is cut only where all do.
        const cut = known ? new Map([...known.whole].filter(([i]) => whole.has(i))) : whole;
        functions.set(name, { returns, sets: [...new Set([...(known?.sets ?? []), ...sets])], whole: cut });
      }
    }
    return node.name !== 'CompoundStatement' || node.parent?.name !== 'FunctionDefinition';
  });
  for (const [alias, name] of aliases) {
    const members = classes.get(name);
    if (!members || alias === name) continue;
    fields.set(alias, classes.has(alias) ? undefined : fields.get(name));
    if (!classes.has(alias)) classes.set(alias, members);
  }
  const known = [...fields].flatMap(([name, list]) => (list ? [[name, list] as const] : []));
  return { functions, overloaded, namespaces, classes, fields: new Map(known) };
}

/** Nothing but fields without a value: `{…}` gives them in their order. */
function isPlainStruct(list: SyntaxNode): boolean {
  return parts(list).every((node) => {
    if (/^(?:\{|\}|;|Comment|LineComment|BlockComment)$/.test(node.name)) return true;
    const isField =
      node.name === 'FieldDeclaration' && !parts(node).some((part) => /^(?:=|FunctionDeclarator)$/.test(part.name));
    return isField && parts(node).filter((part) => isDeclarator(part)).length > 0;
  });
}

/** Fields by their type; methods too, so that they are known as members. */
function membersOf(list: SyntaxNode, context: Context): Map<string, Type> {
  const members = new Map<string, Type>();
  for (const node of parts(list)) {
    const inner = node.name === 'TemplateDeclaration' ? (node.getChild('FunctionDefinition') ?? node) : node;
    if (!/^(?:FieldDeclaration|FunctionDefinition|Declaration)$/.test(inner.name)) continue;
    const all = parts(inner);
    const heads = all.filter((part) => isDeclarator(part));
    for (const head of heads) {
      const declarator = declaratorOf(head, context);
      if (!declarator || /^(?:Operator|Destructor)/.test(declarator.name.name)) continue;
      const type = declarator.list
        ? UNKNOWN
        : declaredType(specifiersOf(inner, heads[0], context), declarator, context);
      members.set(context.text.slice(declarator.name.from, declarator.name.to), type);
    }
  }
  return members;
}
