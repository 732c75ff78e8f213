/** Where this page's own server takes WebSockets. */
export const webSocketOrigin = `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}`;
