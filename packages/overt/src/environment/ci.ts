import type { Env } from '../platform/platform.ts';
import { isOn } from '../platform/text.ts';
import { listNames } from './variable-names.ts';

/** Set by the build servers that do not set CI, or of which that is not known (ci-vendors.ts has them all). */
export const SILENT_CI: readonly string[] = [
  'TF_BUILD',
  'JENKINS_URL',
  'TEAMCITY_VERSION',
  'CODEBUILD_BUILD_ARN',
  'BUILDER_OUTPUT',
  'bamboo_planKey',
  'GO_PIPELINE_LABEL',
  'HARNESS_BUILD_ID',
  'TASKCLUSTER_ROOT_URL',
  'HUDSON_URL',
  'CI_NAME',
  'AC_APPCIRCLE',
  'AGOLA_GIT_REF',
  'APPCENTER_BUILD_ID',
  'DSARI',
  'EARTHLY_CI',
  'GERRIT_PROJECT',
  'LAYERCI',
  'MAGNUM',
  'NEVERCODE',
  'PROW_JOB_ID',
  'RELEASE_BUILD_ID',
  'SAILCI',
  'STRIDER',
  'XCS',
];

/** Whether a build server runs this process. What CI says counts before all else: `CI=false` is a no. */
export function isCi(env: Env): boolean {
  const said = env['CI'];
  if (said) return isOn(said);
  return listNames(env).some((name) => SILENT_CI.includes(name) && isOn(env[name]));
}
