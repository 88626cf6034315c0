import type { Env } from '../platform/platform.ts';
import { isCi } from './ci.ts';
import { holds } from './rule.ts';

/** A build server: how its variables look (rule.ts), and how they look for a pull request. */
export type CiVendor = {
  readonly name: string;
  readonly when: string;
  /** Missing where the server does not say. */
  readonly pullRequest?: string;
};

/**
 * All but those of which a variable is in SILENT_CI (ci.ts) set CI too. Forks come before what they are forked from, since they set its variables too.
 */
export const CI_VENDORS: readonly CiVendor[] = [
  { name: 'gitea-actions', when: 'GITEA_ACTIONS', pullRequest: 'GITHUB_EVENT_NAME~pull_request' },
  { name: 'forgejo-actions', when: 'FORGEJO_ACTIONS', pullRequest: 'GITHUB_EVENT_NAME~pull_request' },
  { name: 'github-actions', when: 'GITHUB_ACTIONS', pullRequest: 'GITHUB_EVENT_NAME~pull_request' },
  {
    name: 'gitlab-ci',
    when: 'GITLAB_CI',
    pullRequest: 'CI_MERGE_REQUEST_ID|CI_MERGE_REQUEST_IID|CI_EXTERNAL_PULL_REQUEST_IID',
  },
  {
    name: 'circleci',
    when: 'CIRCLECI',
    pullRequest: 'CIRCLE_PULL_REQUEST|CIRCLE_PR_NUMBER',
  },
  { name: 'buildkite', when: 'BUILDKITE', pullRequest: 'BUILDKITE_PULL_REQUEST!=false' },
  {
    name: 'azure-pipelines',
    when: 'TF_BUILD',
    pullRequest: 'BUILD_REASON=PullRequest|SYSTEM_PULLREQUEST_PULLREQUESTID',
  },
  {
    name: 'jenkins',
    when: 'JENKINS_URL',
    pullRequest: 'ghprbPullId|CHANGE_ID',
  },
  { name: 'travis-ci', when: 'TRAVIS', pullRequest: 'TRAVIS_PULL_REQUEST!=false' },
  { name: 'teamcity', when: 'TEAMCITY_VERSION' },
  { name: 'bitbucket-pipelines', when: 'BITBUCKET_COMMIT', pullRequest: 'BITBUCKET_PR_ID' },
  {
    name: 'aws-codebuild',
    when: 'CODEBUILD_BUILD_ARN',
    pullRequest:
      'CODEBUILD_WEBHOOK_EVENT=PULL_REQUEST_CREATED|CODEBUILD_WEBHOOK_EVENT=PULL_REQUEST_UPDATED|CODEBUILD_WEBHOOK_EVENT=PULL_REQUEST_REOPENED',
  },
  { name: 'google-cloud-build', when: 'BUILDER_OUTPUT' },
  { name: 'appveyor', when: 'APPVEYOR', pullRequest: 'APPVEYOR_PULL_REQUEST_NUMBER' },
  { name: 'drone', when: 'DRONE', pullRequest: 'DRONE_BUILD_EVENT=pull_request' },
  {
    name: 'woodpecker',
    when: 'CI=woodpecker',
    pullRequest: 'CI_BUILD_EVENT=pull_request|CI_PIPELINE_EVENT=pull_request',
  },
  { name: 'bamboo', when: 'bamboo_planKey' },
  { name: 'gocd', when: 'GO_PIPELINE_LABEL' },
  { name: 'harness', when: 'HARNESS_BUILD_ID' },
  { name: 'semaphore', when: 'SEMAPHORE', pullRequest: 'PULL_REQUEST_NUMBER|SEMAPHORE_GIT_PR_NUMBER' },
  { name: 'cirrus-ci', when: 'CIRRUS_CI', pullRequest: 'CIRRUS_PR' },
  { name: 'bitrise', when: 'BITRISE_IO', pullRequest: 'BITRISE_PULL_REQUEST' },
  { name: 'buddy', when: 'BUDDY_WORKSPACE_ID', pullRequest: 'BUDDY_EXECUTION_PULL_REQUEST_ID' },
  { name: 'codefresh', when: 'CF_BUILD_ID', pullRequest: 'CF_PULL_REQUEST_NUMBER|CF_PULL_REQUEST_ID' },
  { name: 'codemagic', when: 'CM_BUILD_ID', pullRequest: 'CM_PULL_REQUEST' },
  { name: 'codeship', when: 'CI_NAME=codeship' },
  { name: 'sourcehut', when: 'CI_NAME=sourcehut' },
  { name: 'netlify', when: 'NETLIFY', pullRequest: 'PULL_REQUEST!=false' },
  { name: 'vercel', when: 'NOW_BUILDER|VERCEL', pullRequest: 'VERCEL_GIT_PULL_REQUEST_ID' },
  { name: 'cloudflare-pages', when: 'CF_PAGES' },
  { name: 'cloudflare-workers', when: 'WORKERS_CI' },
  { name: 'render', when: 'RENDER', pullRequest: 'IS_PULL_REQUEST=true' },
  { name: 'heroku', when: 'HEROKU_TEST_RUN_ID|NODE~/app/.heroku/node/bin/node' },
  { name: 'aws-amplify', when: 'AWS_APP_ID', pullRequest: 'AWS_PULL_REQUEST_ID' },
  { name: 'eas', when: 'EAS_BUILD' },
  { name: 'xcode-cloud', when: 'CI_XCODE_PROJECT', pullRequest: 'CI_PULL_REQUEST_NUMBER' },
  { name: 'xcode-server', when: 'XCS' },
  {
    name: 'appcircle',
    when: 'AC_APPCIRCLE',
    pullRequest: 'AC_GIT_PR!=false',
  },
  { name: 'app-center', when: 'APPCENTER_BUILD_ID' },
  { name: 'agola', when: 'AGOLA_GIT_REF', pullRequest: 'AGOLA_PULL_REQUEST_ID' },
  { name: 'alpic', when: 'ALPIC_HOST' },
  { name: 'capawesome-cloud', when: 'CAPAWESOME_CLOUD' },
  { name: 'dsari', when: 'DSARI' },
  { name: 'earthly', when: 'EARTHLY_CI' },
  { name: 'gerrit', when: 'GERRIT_PROJECT' },
  { name: 'hudson', when: 'HUDSON_URL' },
  { name: 'layerci', when: 'LAYERCI', pullRequest: 'LAYERCI_PULL_REQUEST' },
  { name: 'magnum-ci', when: 'MAGNUM' },
  {
    name: 'nevercode',
    when: 'NEVERCODE',
    pullRequest: 'NEVERCODE_PULL_REQUEST!=false',
  },
  { name: 'prow', when: 'PROW_JOB_ID' },
  { name: 'releasehub', when: 'RELEASE_BUILD_ID' },
  { name: 'rwx', when: 'RWX' },
  { name: 'sail-ci', when: 'SAILCI', pullRequest: 'SAIL_PULL_REQUEST_NUMBER' },
  { name: 'screwdriver', when: 'SCREWDRIVER', pullRequest: 'SD_PULL_REQUEST!=false' },
  { name: 'strider', when: 'STRIDER' },
  {
    name: 'taskcluster',
    when: 'TASKCLUSTER_ROOT_URL|TASK_ID+RUN_ID',
  },
  { name: 'vela', when: 'VELA', pullRequest: 'VELA_PULL_REQUEST=1|VELA_BUILD_EVENT=pull_request' },
];

/** The build server that runs this process, and whether it builds a pull request. */
export function describeCi(env: Env): { readonly ci?: string; readonly ciPr?: 'yes' | 'no' } {
  if (!isCi(env)) return {};
  const vendor = CI_VENDORS.find(({ when }) => holds(env, when));
  if (vendor?.pullRequest === undefined) return { ci: vendor?.name ?? 'other' };
  return { ci: vendor.name, ciPr: holds(env, vendor.pullRequest) ? 'yes' : 'no' };
}
