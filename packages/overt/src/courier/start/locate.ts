import { join, nameOf, parentOf } from '../../platform/path.ts';
import type { Platform } from '../../platform/platform.ts';
import type { SinkDescriptor } from '../../sinks/descriptor.ts';
import { sourceOf } from '../../sinks/module/source.ts';
import { readOwnFile, writeFileAtomic } from '../../spool/private-file.ts';
import type { CourierPlan } from '../plan.ts';

/** Puts the courier of a tool that was bundled into one file into the state folder, and answers its path. */
export function placeCourier(platform: Platform, folder: string, source: string): string {
  return placeCode(platform, folder, ['courier', source]);
}

/** Puts the code of sinks beside it, where the tool carries that as text. What is left is data only. */
export function placeSinks(platform: Platform, folder: string, plan: CourierPlan): CourierPlan {
  const sinks = plan.sinks.map((sink) => {
    const { module } = sink;
    if (module === undefined || 'file' in module) return sink;
    return { ...sink, module: { file: placeCode(platform, folder, ['sink', sourceOf(platform, module)]) } };
  });
  return { ...plan, sinks };
}

/**
 * The code that a sink needs to be asked to erase data, kept under a name that outlives what waits to be sent: its text, or a
 * file in the state folder that holds that text.
 */
export function keepSinkCode(platform: Platform, folder: string, sink: SinkDescriptor): SinkDescriptor {
  const { module } = sink;
  if (module === undefined) return sink;
  if (!('file' in module))
    return { ...sink, module: { file: placeCode(platform, folder, ['ask', sourceOf(platform, module)]) } };
  const isHere = parentOf(module.file) === folder && nameOf(module.file).startsWith('sink-');
  const read = isHere ? readOwnFile(platform, module.file) : undefined;
  if (read?.kind !== 'read') return sink;
  return { ...sink, module: { file: placeCode(platform, folder, ['ask', read.text]) } };
}

/**
 * The name holds the length and a checksum, so that versions of a tool do not overwrite each other's; a file that does not
 * hold what it should is written again.
 */
function placeCode(platform: Platform, folder: string, [kind, source]: readonly [string, string]): string {
  const path = join(folder, `${kind}-${source.length}-${checksum(source)}.cjs`);
  const read = readOwnFile(platform, path);
  if (read.kind !== 'read' || read.text !== source) writeFileAtomic(platform, path, source);
  return path;
}

function checksum(text: string): string {
  let sum = 0;
  for (let index = 0; index < text.length; index += 1)
    sum = (Math.imul(sum, 31) + text.charCodeAt(index)) | 0;
  return (sum >>> 0).toString(16);
}
