import type { Rotation } from '../identity/period.ts';
import { expected } from '../option-error.ts';

/** By what an installation is known. */
export type IdentityOption =
  | 'install'
  | 'machine'
  | 'none'
  | { readonly kind: 'install'; readonly rotate: Rotation };

/** By what a project is known. */
export type ProjectOption = 'none' | 'local' | 'root-commit';

/** The options, checked and complete. */
export type IdentitySettings = {
  readonly identity: 'install' | 'machine' | 'none';
  readonly rotate: Rotation;
  readonly project: ProjectOption;
};

type Given = { readonly identity?: IdentityOption; readonly project?: ProjectOption };

export const IDENTITIES: readonly unknown[] = ['install', 'machine', 'none'];
export const ROTATIONS: readonly unknown[] = ['never', 'monthly', 'weekly'];
export const PROJECTS: readonly unknown[] = ['none', 'local', 'root-commit'];

/** By what installations and projects are to be known. The options were checked. */
export function resolveIdentity({ identity = 'install', project = 'none' }: Given): IdentitySettings {
  const isLong = typeof identity === 'object' && identity !== null;
  const { kind, rotate = 'never' } = isLong ? identity : { kind: identity };
  return { identity: kind, rotate, project };
}

/** Throws where one of them is wrong. */
export function checkIdentity(given: Given): void {
  const { identity, rotate, project } = resolveIdentity(given);
  if (!IDENTITIES.includes(identity))
    throw expected('identity', 'one of install, machine, none', given.identity);
  if (!ROTATIONS.includes(rotate) || (rotate !== 'never' && identity !== 'install'))
    throw expected('identity.rotate', 'one of never, monthly, weekly, with kind install', rotate);
  if (!PROJECTS.includes(project)) throw expected('project', 'one of none, local, root-commit', project);
}
