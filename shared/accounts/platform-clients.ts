import type { Platform } from '../conversations/model.ts';
import { createDouyinClient } from '../platforms/douyin/client.ts';
import type { AccessGrant, PlatformClient } from '../platforms/platform.ts';
import type { StaffList } from '../platforms/xiaohongshu/cards.ts';
import { createXiaohongshuClient } from '../platforms/xiaohongshu/client.ts';
import type { Clock, Http, Ids } from '../runtime/ports.ts';
import type { AppSecrets } from '../runtime/secrets.ts';

/** What accounts ask of a platform: everything but sending (W10). Addresses are made with secrets, so they take a moment. */
export interface AccountClient extends Pick<PlatformClient, 'exchangeCode' | 'refresh' | 'listCards' | 'recall'> {
  authorizeUrl(request: Parameters<PlatformClient['authorizeUrl']>[0]): Promise<string>;
  bindUrl?(request: BindRequest): Promise<string>;
  /** Xiaohongshu: the staff accounts bound to an enterprise. @throws {Unavailable} */
  listStaff?(access: AccessGrant): Promise<StaffList>;
}
export type AccountClients = Readonly<Record<Platform, AccountClient>>;
type BindRequest = Parameters<NonNullable<PlatformClient['bindUrl']>>[0];

export interface ClientDeps {
  readonly http: Http;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'bytes'>;
  readonly douyinUrl: string;
  /** M3: whether Douyin's message cards are asked for; their wire format is assumed. */
  readonly leadComponents: 'on' | 'off';
  readonly xiaohongshuUrl: string;
  /** Kept by the caller for some minutes; asked for with every call, so that a replaced secret comes into effect. */
  readonly secrets: () => Promise<AppSecrets>;
}

/** Clients of both platforms for hosting, refreshing and syncing accounts. */
export function createAccountClients(deps: ClientDeps): AccountClients {
  const { http, clock, ids } = deps;
  const douyin = async () =>
    createDouyinClient({
      http,
      clock,
      baseUrl: deps.douyinUrl,
      leadComponents: deps.leadComponents === 'on',
      secrets: (await deps.secrets()).douyin,
    });
  const xiaohongshu = async () =>
    createXiaohongshuClient({
      http,
      clock,
      ids,
      baseUrl: deps.xiaohongshuUrl,
      secrets: (await deps.secrets()).xiaohongshu,
    });
  return {
    douyin: clientOver(douyin),
    xiaohongshu: {
      ...clientOver(xiaohongshu),
      bindUrl: async (request) => (await xiaohongshu()).bindUrl(request),
      listStaff: async (access) => (await xiaohongshu()).listStaff(access),
    },
  };
}

const clientOver = (client: () => Promise<PlatformClient>): AccountClient => ({
  authorizeUrl: async (request) => (await client()).authorizeUrl(request),
  exchangeCode: async (code) => (await client()).exchangeCode(code),
  refresh: async (current) => (await client()).refresh(current),
  listCards: async (access) => (await client()).listCards(access),
  recall: async (access, request) => (await client()).recall(access, request),
});
