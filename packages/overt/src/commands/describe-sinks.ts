import type { Settings } from '../telemetry/options.ts';

/** Where data goes: never a key, a header or a path of an address, which may hold one. */
export type SinkPlace = {
  readonly name: string;
  /** `http`, `collector` and the like; `own` for a sink that is code of the tool. */
  readonly kind: string;
  /** The host, the file, or where else it goes. */
  readonly place: string;
};

/** @internal */
export function describeSinks({
  descriptors,
  liveSinks,
}: Pick<Settings, 'descriptors' | 'liveSinks'>): SinkPlace[] {
  return [
    ...descriptors.map(({ kind, name, options }) => ({ kind, name, place: placeOf(kind, options) })),
    ...liveSinks.map(({ name }) => ({ kind: 'own', name, place: name })),
  ];
}

function placeOf(kind: string, { url, path }: Readonly<Record<string, unknown>>): string {
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
