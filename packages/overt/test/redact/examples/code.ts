import { readExamples } from './example.ts';

export const CODE_EXAMPLES = readExamples(`
  github-token | https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github | ghp_{a36} ; gho_{a36} ; ghu_{a36} ; ghs_{a36} ; ghr_{a76} | ghp_ ; ghs_test
  github-fine-grained-token | https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens | github_pat_{a22}_{a59} | github_pat_
  gitlab-token | https://docs.gitlab.com/security/tokens/ | glpat-{u20} ; gldt-{u20} ; glrt-{u20} ; glptt-{h40} ; glft-{u20} ; glimt-{u25} ; glagent-{u50} ; gloas-{h64} ; glsoat-{u20} ; glcbt-{u20} ; glffct-{u20} ; glwt-{u20} | glpat-
  gitlab-runner-registration | https://docs.gitlab.com/security/tokens/ | GR1348941{u20} | GR1348941
  bitbucket-password | https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/ | ATBB{a32} ; BBDC-{b40} | ATBB
  atlassian-token | https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/ | ATATT3xFfGF0{u170} ; ATCTT3xFfGN0{u170} | ATATT3
  npm-token | https://docs.npmjs.com/about-access-tokens | npm_{a36} | npm_config_registry ; npm_lifecycle_event
  pypi-token | https://pypi.org/help/#apitoken | pypi-AgEIcHlwaS5vcmc{u150} | pypi-AgE ; pypi-attestations
  rubygems-key | https://guides.rubygems.org/api-key-scopes/ | rubygems_{h48} | rubygems_version
  crates-io-token | https://doc.rust-lang.org/cargo/reference/publishing.html | cio{a32} | cio
  nuget-key | https://learn.microsoft.com/en-us/nuget/nuget-org/scoped-api-keys | oy2{s43} | oy2
  docker-token | https://docs.docker.com/security/for-developers/access-tokens/ | dckr_pat_{u27} ; dckr_oat_{u32} | dckr_pat_
  clojars-token | https://github.com/clojars/clojars-web/wiki/Deploy-Tokens | CLOJARS_{h60} | CLOJARS_USERNAME
  jfrog-key | https://jfrog.com/help/r/jfrog-platform-administration-documentation/user-profile | AKCp{a69} ; cmVmdGtu{a56} | AKCp
  circleci-token | https://circleci.com/docs/managing-api-tokens/ | CCIPAT_{a22}_{h40} | CCIPAT_
  buildkite-token | https://buildkite.com/docs/apis/managing-api-tokens | bkua_{s40} | bkua_
  octopus-key | https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key | API-{X26} | API-VERSION
  sonar-token | https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/ | sqp_{h40} ; squ_{h40} | sql_query
  snyk-token | https://docs.snyk.io/snyk-api/authentication-for-api | snyk_uat.{h8}.{u60} | snyk_uat
  sourcegraph-token | https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token | sgp_{h40} | sgp_
  postman-key | https://learning.postman.com/docs/developer/postman-api/authentication/ | PMAK-{h24}-{h34} | PMAK-
  wakatime-key | https://wakatime.com/developers | waka_{h8}-{h4}-{h4}-{h4}-{h12} | waka_time
  defined-key | https://docs.defined.net/guides/automating-host-creation/ | dnkey-{u26}-{u52} | dnkey-
  readme-key | https://docs.readme.com/main/reference/authentication | rdme_{s70} | rdme_
`);
