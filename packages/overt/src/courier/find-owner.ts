import { isCi } from '../environment/ci.ts';
import { hashedMachineId } from '../identity/machine-id.ts';
import { periodSuffix } from '../identity/period.ts';
import { INSTALL_ID, readSecret } from '../identity/secret-file.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import type { CourierPlan } from './plan.ts';

/** The id that a run which started now would carry: the account of this folder is its own. */
export async function findOwner(
  platform: Platform,
  folder: string,
  { identity, rotate, tool }: CourierPlan,
): Promise<string | undefined> {
  if (isCi(platform.env)) return undefined;
  if (identity === 'machine') return hashedMachineId(platform, tool, folder);
  if (identity !== 'install') return undefined;
  return readSecret(platform, join(folder, INSTALL_ID + periodSuffix(rotate, platform.now())));
}
