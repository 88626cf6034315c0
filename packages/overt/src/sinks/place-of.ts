import type { SinkDescriptor } from './descriptor.ts';

/** Where data goes: never a key, a header or a path of an address, which may hold one. */
export type SinkPlace = {
  readonly name: string;
  /** `http`, `collector` and the like; `own` for a sink that is code of the tool. */
  readonly kind: string;
  /** The host, the file, or where else it goes. */
  readonly place: string;
};

/** @internal */
export function placeOf({ kind, name, options }: SinkDescriptor): SinkPlace {
  return { kind, name, place: placeIn(kind, options) };
}

/** @internal Of a sink that is code of the tool, its name is all that is known. */
export function placeOfOwn({ name }: { readonly name: string }): SinkPlace {
  return { kind: 'own', name, place: name };
}

function placeIn(kind: string, { url, path }: Readonly<Record<string, unknown>>): string {
  if (typeof url === 'string') return hostOf(url);
  if (typeof path === 'string') return path;
  return kind === 'noop' ? 'nowhere' : 'standard output';
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return 'an unknown place';
  }
}
