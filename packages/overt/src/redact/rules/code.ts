import type { Patterns } from './rule.ts';

/** Where code is kept, built, checked and published. */
export const CODE: Patterns = {
  'github-token': /gh[oprsu]_\w[\w.-]{14,}/iy,
  'github-fine-grained-token': /github_pat_\w{16,}/iy,
  'gitlab-token': /gl(?:pat|rt|rtr|dt|ptt|ft|imt|agent|oas|soat|cbt|ffct|wt)-[\w.=-]{12,}/iy,
  'gitlab-runner-registration': /GR1348941[\w-]{16,}/y,
  'bitbucket-password': /(?:ATBB|BBDC-)[\w+/=]{20,}/y,
  'atlassian-token': /AT[ACSO]TT3[\w=.+/-]{20,}/y,
  'npm-token': /npm_[A-Za-z0-9]{24,}/y,
  'pypi-token': /pypi-A[\w-]{30,}/y,
  'rubygems-key': /rubygems_[a-f0-9]{20,}/y,
  'crates-io-token': /cio[A-Za-z0-9]{32}(?![A-Za-z0-9])/y,
  'nuget-key': /oy2[a-z0-9]{43}(?![a-z0-9])/y,
  'docker-token': /dckr_[op]at_[\w-]{12,}/iy,
  'clojars-token': /CLOJARS_[a-f0-9]{30,}/y,
  'jfrog-key': /(?:AKCp[A-Za-z0-9]{30,}|cmVmdGtu[A-Za-z0-9]{30,})/y,
  'circleci-token': /CCI(?:PAT|PRJ)_\w{20,}/y,
  'buildkite-token': /bk[a-z]{2}_[A-Za-z0-9]{30,}/y,
  'octopus-key': /API-[A-Z0-9]{25,27}(?![A-Z0-9])/y,
  'sonar-token': /sq[apu]_[a-f0-9]{30,}/y,
  'snyk-token': /snyk_[a-z]{2,4}\.[\w.-]{20,}/y,
  'sourcegraph-token': /(?:sgp_[\w-]{30,}|slk_[a-f0-9]{40,})/y,
  'postman-key': /PMAK-[a-f0-9]{16,}-[a-f0-9]{20,}/y,
  'wakatime-key': /waka_[a-f0-9-]{30,}/y,
  'defined-key': /dnkey-[\w=-]{20,}/y,
  'readme-key': /rdme_[a-z0-9]{40,}/y,
};
