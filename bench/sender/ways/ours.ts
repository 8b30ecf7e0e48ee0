import { createFcmSender } from '../../../functions/src/fcm/fcm-sender.ts';
import { CERTIFIED_HOST } from '../certificate.ts';
import { type OpenWay, PAYLOAD, PROJECT_ID } from './way.ts';

export const open: OpenWay = ({ http2 }) => {
  const sender = createFcmSender({
    origin: `https://${CERTIFIED_HOST}:${http2}`,
    projectId: PROJECT_ID,
    accessTokens: { current: async () => 'owner', drop() {} },
  });
  return {
    async send(tokens) {
      const answers = await Promise.all(
        tokens.map((token) => sender.send({ to: { token }, payload: PAYLOAD })),
      );
      return answers.filter((answer) => 'status' in answer && answer.status === 200).length;
    },
  };
};
