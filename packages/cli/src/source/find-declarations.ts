import type { DeclaredPlace, NamedPlace, Place } from './places.ts';

export type ParsedFile = {
  readonly file: string;
  readonly text: string;
  /** An ESTree program, as oxc gives it. */
  readonly program: unknown;
  readonly isBroken: boolean;
};

/** What one file says. */
export type FoundDeclaration = {
  readonly events: readonly DeclaredPlace[];
  readonly strings: readonly NamedPlace[];
  /** Relative modules that it imports. */
  readonly imports: readonly string[];
  readonly isBroken: boolean;
};

type Node = { readonly type: string; readonly start: number; readonly [key: string]: unknown };
type Property = { readonly name: string; readonly key: Node; readonly value: Node };

/** An object is a declaration when it says one of these. */
const TELLING = ['why', 'owner', 'expires'];
/** What stands around a value and does not change it. */
const WRAPPERS = [
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'ParenthesizedExpression',
];

/** Finds the declared events of one parsed file: object literals that say why, owner or expires, under their names. */
export function findDeclarations({ file, text, program, isBroken }: ParsedFile): FoundDeclaration {
  const events: DeclaredPlace[] = [];
  const strings: NamedPlace[] = [];
  const imports: string[] = [];
  const placeOf = createPlaces(file, text);
  visit(program, (node) => {
    if (node.type === 'Literal' && typeof node['value'] === 'string')
      strings.push({ name: node['value'], place: placeOf(node) });
    imports.push(...importOf(node));
    for (const property of listProperties(node)) {
      if (isDeclaration(property.value))
        events.push({
          name: property.name,
          place: placeOf(property.key),
          fields: fieldsOf(property.value, placeOf),
        });
    }
  });
  return { events, strings, imports, isBroken };
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see);
  else if (isNode(value)) {
    see(value);
    for (const inner of Object.values(value)) if (typeof inner === 'object') visit(inner, see);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** `import`, `export … from` and `import()` of something beside this file. */
function importOf(node: Node): readonly string[] {
  if (!node.type.startsWith('Import') && !node.type.startsWith('Export')) return [];
  const source = (node['source'] as { value?: unknown } | null | undefined)?.value;
  return typeof source === 'string' && source.startsWith('.') ? [source] : [];
}

/** The properties of an object literal whose names are written out. */
function listProperties(node: Node): readonly Property[] {
  if (node.type !== 'ObjectExpression') return [];
  return (node['properties'] as readonly Node[]).flatMap((property) => {
    const { key, value } = property as unknown as { key: Node | undefined; value: Node };
    const name = property.type === 'Property' && key !== undefined ? nameOf(property, key) : undefined;
    return name === undefined || key === undefined ? [] : [{ name, key, value: unwrap(value) }];
  });
}

/** `a`, `'a'`, and `['a']`, but not `[a]`. */
function nameOf(property: Node, key: Node): string | undefined {
  if (key.type === 'Literal') return String(key['value']);
  return key.type === 'Identifier' && property['computed'] !== true ? String(key['name']) : undefined;
}

function unwrap(node: Node): Node {
  return WRAPPERS.includes(node.type) ? unwrap(node['expression'] as Node) : node;
}

function isDeclaration(value: Node): boolean {
  return listProperties(value).some(({ name }) => TELLING.includes(name));
}

function fieldsOf(declaration: Node, placeOf: (node: Node) => Place): readonly NamedPlace[] {
  const fields = listProperties(declaration).findLast(({ name }) => name === 'fields');
  if (fields === undefined) return [];
  return listProperties(fields.value).map(({ name, key }) => ({ name, place: placeOf(key) }));
}

function createPlaces(file: string, text: string): (node: Node) => Place {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return ({ start }) => {
    const line = starts.findLastIndex((lineStart) => lineStart <= start);
    return { file, line: line + 1, column: start - (starts[line] ?? 0) + 1 };
  };
}
