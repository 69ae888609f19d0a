import { type EndpointName, endpoints, type Input, type Output } from './endpoints.ts';
import { ApiFailure, failureFrom } from './failure.ts';

/** The longest the console waits for any answer. */
const CALL_TIMEOUT_MS = 20_000;
const BASE = '/api/v1';

export interface ApiPorts {
  readonly fetch: typeof fetch;
  /** The bearer token, renewed if need be; undefined = nobody is signed in. */
  readonly token: (options: { readonly renew: boolean }) => Promise<string | undefined>;
  /** In development the answers pass the routes' own schemas; in production the light check below must do. */
  readonly strictCheck?: (name: EndpointName, value: unknown) => Promise<void>;
}

interface Loose {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
}

/** Path and query of a call. Parameters are escaped: an id from outside cannot climb to another route. */
export function address(name: EndpointName, input: Loose): { readonly method: string; readonly url: string } {
  const [method = 'GET', template = ''] = endpoints[name].split(' ');
  const path = template.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(input.params?.[key] ?? ''));
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== '') query.set(key, `${value}`);
  }
  const search = query.toString();
  return { method, url: `${BASE}${path}${search === '' ? '' : `?${search}`}` };
}

const isLikelyAnswer = <K extends EndpointName>(name: K, value: unknown): value is Output<K> => {
  if (typeof value !== 'object' || value === null) return false;
  const isPage = name.startsWith('list');
  return !isPage || ('items' in value && Array.isArray(value.items));
};

/** The console's only way to the server. One instance lives as long as the page. */
export class Api {
  readonly #ports: ApiPorts;
  constructor(ports: ApiPorts) {
    this.#ports = ports;
  }

  /**
   * Calls a route and gives its typed answer.
   *
   * A read is repeated once when the network or the service stumbles. A write never is: its caller knows whether
   * repeating is harmless.
   *
   * @throws {ApiFailure} with the API's code, `network.unreachable`, `network.timeout`, `network.aborted` or `answer.unexpected`.
   */
  async call<K extends EndpointName>(name: K, input: Input<K> & Loose, signal?: AbortSignal): Promise<Output<K>> {
    const { method, url } = address(name, input);
    const once = (renew: boolean) => this.#request(name, method, url, input.body, renew, signal);
    try {
      return await once(false);
    } catch (thrown) {
      if (!(thrown instanceof ApiFailure)) throw thrown;
      if (thrown.details.status === 401 && name !== 'consoleConfig') return once(true);
      const mayRepeat = method === 'GET' && thrown.outcomeUnknown && thrown.code !== 'network.aborted';
      if (!mayRepeat) throw thrown;
      return once(false);
    }
  }

  async #request<K extends EndpointName>(
    name: K,
    method: string,
    url: string,
    body: unknown,
    renew: boolean,
    signal: AbortSignal | undefined,
  ): Promise<Output<K>> {
    const token = name === 'consoleConfig' || name === 'health' ? undefined : await this.#ports.token({ renew });
    const headers = new Headers({ accept: 'application/json' });
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const limit = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const response = await this.#ports
      .fetch(url, {
        method,
        headers,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      .catch((cause: unknown) => {
        if (signal?.aborted) throw new ApiFailure('network.aborted', 'aborted', { cause });
        throw new ApiFailure(limit.aborted ? 'network.timeout' : 'network.unreachable', 'no answer', { cause });
      });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw failureFrom(response.status, answer);
    await this.#ports.strictCheck?.(name, answer);
    if (!isLikelyAnswer(name, answer)) throw new ApiFailure('answer.unexpected', 'shape', { status: response.status });
    return answer;
  }
}
