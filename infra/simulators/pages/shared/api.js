import { toast } from './dom.js';

/** Calls of the control API for one platform. A failed call says so on the screen and rejects. */
export function createApi(platform) {
  const base = `/_control/${platform}`;
  const read = async (answer) => {
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) return body;
    toast(WORDS[body.error] ?? body.error ?? '没有成功');
    throw new Error(body.error ?? String(answer.status));
  };
  return {
    get: async (path, query = {}) => read(await fetch(`${base}/${path}?${new URLSearchParams(query)}`)),
    post: async (path, body = {}) =>
      read(
        await fetch(`${base}/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    /** Calls back on each change of the conversations that the query names, and once the line is (back) up. */
    watch(query, onChange) {
      const source = new EventSource(`${base}/stream?${new URLSearchParams(query)}`);
      source.addEventListener('changed', onChange);
      source.addEventListener('open', onChange);
      return () => source.close();
    },
  };
}

const WORDS = {
  'a phone number is needed': '请填写手机号',
  'a phone number or WeChat id is needed': '请填写手机号或微信号',
  'only within 2 minutes': '超过 2 分钟，不能撤回',
};
