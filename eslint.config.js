import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['**/cdk.out', '**/*.js', '**/*.cjs', '**/*.mjs', 'web', '.miaohong'] },
  ...ts.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './infra/tsconfig.json', './test/e2e/tsconfig.json'] },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/require-await': 'off',
      // `const { secret, ...rest } = row` is how a field is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
    },
  },
  {
    files: ['**/*.test.ts', 'test/**/*.ts'],
    rules: {
      // Matchers of the test runner are typed `any`; their use is what a test is.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['shared/**/*.ts', 'functions/**/*.ts'],
    ignores: ['shared/runtime/**', '**/*.test.ts'],
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      'no-restricted-globals': [
        'error',
        {
          name: 'Date',
          message: 'Ask the clock (shared/runtime/clock.ts): every timer must follow the movable clock.',
        },
        { name: 'fetch', message: 'Use the HTTP port of shared/runtime: it bounds time and size (SEC27).' },
        { name: 'setTimeout', message: 'Use the timers port, so that the simulation controls time.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use the randomness port.' },
      ],
    },
  },
  {
    files: ['shared/**/*.ts', 'functions/**/*.ts'],
    ignores: ['shared/conversations/gate.ts', '**/*.test.ts'],
    rules: {
      // Each a way to make a pass: by name, by another name, by its own constructor, by reflection, by an heir.
      'no-restricted-syntax': [
        'error',
        ...[
          "NewExpression[callee.name='GatePass']",
          "NewExpression[callee.property.name='GatePass']",
          "NewExpression[callee.property.name='constructor']",
          "CallExpression[callee.object.name='Reflect'][callee.property.name='construct']",
          "ImportSpecifier[imported.name='GatePass'][local.name!='GatePass']",
          'ImportDeclaration[source.value=/gate-pass/] > ImportNamespaceSpecifier',
          'ImportExpression[source.value=/gate-pass/]',
          "ExportNamedDeclaration[source.value=/gate-pass/][exportKind='value']",
          'ExportAllDeclaration[source.value=/gate-pass/]',
          "VariableDeclarator[init.name='GatePass']",
          "[superClass.name='GatePass']",
        ].map((selector) => ({ selector, message: 'Only the gate makes a pass (W10).' })),
      ],
    },
  },
  {
    files: ['shared/**/*.ts', 'functions/**/*.ts', 'infra/**/*.ts'],
    ignores: ['shared/conversations/gate.ts', 'shared/platforms/*/client.ts', '**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/gate-pass.ts'],
              allowTypeImports: true,
              message: 'Only the gate makes a pass, and only a client asks for one (W10).',
            },
          ],
        },
      ],
    },
  },
);
