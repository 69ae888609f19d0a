import { routes } from '../../shared/contracts/routes.ts';
import { PICTURE_SECONDS, type PictureDeps, rehosted } from '../../shared/pictures/rehost.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';

/** Pictures that lie with the platforms, from our own bucket (SEC28). */
export const pictureEndpoints = (deps: { readonly pictures: PictureDeps }) => [
  endpoint(routes.findPictures, async ({ body, caller }) => ({
    items: [...(await rehosted(deps.pictures, caller.tenantId, body.of))],
    expiresSeconds: PICTURE_SECONDS,
  })),
];
