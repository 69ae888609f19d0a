/**
 * Names, addresses and credentials that a local run uses when the environment does not say otherwise. The local secrets
 * manager and the simulators read the same list, so that signatures match without any configuration.
 */

export const region = 'us-east-1';
export const accountId = '000000000000';
export const defaultPort = 8080;
/** What functions sign with here; the local bucket checks signatures against it. */
export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** Every variable may be overridden by the process environment; empty means "not set" to the product as well. */
export const credentialDefaults = {
  DOUYIN_CLIENT_KEY: 'local-douyin-key',
  DOUYIN_CLIENT_SECRET: 'local-douyin-secret-0123456789ab',
  DOUYIN_WEBHOOK_KEY: '',
  XIAOHONGSHU_APP_ID: '1187',
  XIAOHONGSHU_APP_SECRET: 'local-xiaohongshu-secret',
  XIAOHONGSHU_MESSAGE_KEY: '8f3a1c5e7b9d0246a1b2c3d4e5f60718',
  XIAOHONGSHU_LEAD_TOKEN: 'local-lead-token',
  XIAOHONGSHU_WEBHOOK_KEY: '',
  SIGNING_KEY: 'local-signing-key-0123456789abcdef',
  /** Empty: the simulated model answers, and says that it is simulated. */
  ANTHROPIC_API_KEY: '',
} as const;

export type CredentialName = keyof typeof credentialDefaults;
export type Environment = Readonly<Record<string, string | undefined>>;

/** A credential from the environment, else its local default. */
export const credential = (name: CredentialName, environment: Environment = process.env): string =>
  environment[name] ?? credentialDefaults[name];

/** Where each simulator lives: the port after the console's (architecture.md, "The surface that must stay stable"). */
export const simulatorPaths = {
  DOUYIN_API_URL: '/douyin',
  XIAOHONGSHU_API_URL: '/xiaohongshu',
  ANTHROPIC_BASE_URL: '/anthropic',
} as const;

export type SimulatorVariable = keyof typeof simulatorPaths;

/** The origin of the simulators beside a console on `port`. */
export const simulatorOrigin = (port: number): string => `http://127.0.0.1:${port + 1}`;

/**
 * Base address of an outside system: the variable if it is set, else the simulator. With an Anthropic key and no
 * address given, the real model answers.
 */
export function outsideUrl(name: SimulatorVariable, port: number, environment: Environment = process.env): string {
  const given = environment[name];
  if (given) return given;
  if (name === 'ANTHROPIC_BASE_URL' && credential('ANTHROPIC_API_KEY', environment) !== '') {
    return 'https://api.anthropic.com';
  }
  return simulatorOrigin(port) + simulatorPaths[name];
}

export interface DemoUser {
  /** Subject in tokens; `memberDirectory` maps it to tenant and role. */
  readonly sub: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly tenantId: string;
  readonly role: 'owner' | 'supervisor' | 'operator' | 'finance';
  /** Sees own conversations only (X1). */
  readonly ownOnly?: true;
}

export const demoTenantId = 'demo';
export const secondTenantId = 'demo-second';

const password = 'miaohong';

/** People who can sign in locally. The last belongs to another tenant: nothing of the first may reach her. */
export const demoUsers: readonly DemoUser[] = [
  {
    sub: 'demo-owner',
    email: 'owner@demo.miaohong.example',
    name: '周店长',
    password,
    tenantId: demoTenantId,
    role: 'owner',
  },
  {
    sub: 'demo-supervisor',
    email: 'supervisor@demo.miaohong.example',
    name: '林主管',
    password,
    tenantId: demoTenantId,
    role: 'supervisor',
  },
  {
    sub: 'demo-operator',
    email: 'operator@demo.miaohong.example',
    name: '小陈',
    password,
    tenantId: demoTenantId,
    role: 'operator',
  },
  {
    sub: 'demo-limited',
    email: 'limited@demo.miaohong.example',
    name: '小吴',
    password,
    tenantId: demoTenantId,
    role: 'operator',
    ownOnly: true,
  },
  {
    sub: 'demo-finance',
    email: 'finance@demo.miaohong.example',
    name: '吴会计',
    password,
    tenantId: demoTenantId,
    role: 'finance',
  },
  {
    sub: 'second-owner',
    email: 'owner@second.miaohong.example',
    name: '何经理',
    password,
    tenantId: secondTenantId,
    role: 'owner',
  },
];
