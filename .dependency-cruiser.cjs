/** The one-way arrows of the architecture; a wrong import fails before review. */
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot: '\\.test\\.ts$' },
  to: { path: '^(infra|functions|shared|web|test)/', pathNot: allowed },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only(
      'rules-are-pure',
      '^shared/.*/(rules|pack)[^/]*\\.ts$',
      '^shared/.*/(rules|pack|model)[^/]*\\.ts$',
      'rules know only other rules',
    ),
    {
      name: 'rules-no-packages',
      severity: 'error',
      from: { path: '^shared/.*/(rules|pack|model)[^/]*\\.ts$', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/zod' },
    },
    only(
      'stores',
      '^shared/[^/]+/store[^/]*\\.ts$',
      '^shared/([^/]+/(rules|pack|model|store)[^/]*\\.ts$|runtime/|contracts/)',
      'stores know rules, other stores, runtime',
    ),
    only(
      'contracts',
      '^shared/contracts/',
      '^shared/(contracts/|[^/]+/(rules|pack|model)[^/]*\\.ts$)',
      'contracts know models',
    ),
    only('runtime', '^shared/runtime/', '^shared/(runtime|contracts)/', 'runtime knows AWS and nobody else'),
    {
      name: 'shared-below',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(infra|functions|web|test)/' },
    },
    {
      name: 'functions-below',
      severity: 'error',
      from: { path: '^functions/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(infra|web|test)/' },
    },
    {
      name: 'aws-only-in-runtime',
      severity: 'error',
      comment: 'shared/runtime is the only place that knows AWS',
      from: { path: '^(shared|functions)/', pathNot: '(^shared/runtime/|\\.test\\.ts$)' },
      to: { path: 'node_modules/@aws-sdk' },
    },
    {
      name: 'platform-client-only-behind-the-gate',
      severity: 'error',
      comment: 'W10: only the sender composes a platform client with the gate',
      from: {
        path: '^(shared|functions)/',
        pathNot: '(^shared/platforms/|^functions/queues/|^shared/accounts/|\\.test\\.ts$)',
      },
      to: { path: '^shared/platforms/[^/]+/client' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
