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

/** Checks by what installations and projects are to be known. */
export function resolveIdentity(options: {
  readonly identity?: IdentityOption;
  readonly project?: ProjectOption;
}): IdentitySettings {
  const { identity = 'install', project = 'none' } = options;
  const isLong = typeof identity === 'object' && identity !== null;
  const { kind, rotate = 'never' } = isLong ? identity : { kind: identity };
  if (!['install', 'machine', 'none'].includes(kind))
    throw expected('identity', 'one of install, machine, none', identity);
  if (!['never', 'monthly', 'weekly'].includes(rotate) || (rotate !== 'never' && kind !== 'install'))
    throw expected('identity.rotate', 'one of never, monthly, weekly, with kind install', rotate);
  if (!['none', 'local', 'root-commit'].includes(project))
    throw expected('project', 'one of none, local, root-commit', project);
  return { identity: kind, rotate, project };
}
