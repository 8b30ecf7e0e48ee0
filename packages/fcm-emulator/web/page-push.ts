/** The property of a page's message to the worker that holds the text of a push. */
export const PAGE_PUSH = 'fcmEmulatorPush';
