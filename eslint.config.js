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
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='GatePass']", message: 'Only the gate makes a pass (W10).' },
      ],
    },
  },
);
