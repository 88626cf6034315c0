/**
 * Set by the build servers that do not set CI (environment/ci-vendors.ts says which do; a test holds the two
 * together).
 */
export const SILENT_CI =
  'TF_BUILD JENKINS_URL TEAMCITY_VERSION CODEBUILD_BUILD_ARN BUILDER_OUTPUT bamboo_planKey GO_PIPELINE_LABEL ' +
  'HARNESS_BUILD_ID TASKCLUSTER_ROOT_URL HUDSON_URL CI_NAME AC_APPCIRCLE AGOLA_GIT_REF APPCENTER_BUILD_ID DSARI ' +
  'EARTHLY_CI GERRIT_PROJECT LAYERCI MAGNUM NEVERCODE PROW_JOB_ID RELEASE_BUILD_ID SAILCI STRIDER XCS';

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether a build server runs this process. What CI says counts before all else: `CI=false` is a no. */
export function isCi(env: Variables): boolean {
  const said = env['CI'];
  if (said) return isOn(said);
  return SILENT_CI.split(' ').some((name) => isOn(env[name]));
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}
