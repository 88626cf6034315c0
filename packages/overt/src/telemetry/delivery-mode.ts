import { isCi } from '../environment/ci.ts';
import { CONTAINER_FILES } from '../environment/container-files.ts';
import { isNetworkForbidden } from '../environment/network.ts';
import type { Platform } from '../platform/platform.ts';
import type { Settings } from './options.ts';

/** Where the courier will run, now that it must be known; `spool`: nowhere, another run will see to it. */
export function resolveMode(
  platform: Platform,
  { delivery, descriptors, liveSinks }: Settings,
): 'detached' | 'inline' | 'background' | 'spool' {
  if (isNetworkForbidden(platform.env)) return 'spool';
  if (delivery.mode !== 'auto') return delivery.mode;
  const needsUs = liveSinks.length > 0 || descriptors.some(({ kind }) => kind === 'stdout');
  const isAlone = needsUs || isCi(platform.env) || isContainerMain(platform);
  return isAlone || platform.system.runner() === undefined ? 'inline' : 'detached';
}

/** Whether the container ends with this process, and a detached child with it. */
function isContainerMain({ env, fs, system }: Platform): boolean {
  if (system.os !== 'linux' || (system.pid !== 1 && system.parentPid > 1)) return false;
  if (env['KUBERNETES_SERVICE_HOST'] !== undefined) return true;
  return Object.keys(CONTAINER_FILES).some((path) => fs.existsSync(path));
}
