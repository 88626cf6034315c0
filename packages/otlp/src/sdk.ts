/** How we call ourselves; a test holds the version against package.json. */
export const SDK = { name: 'overt', version: '0.1.0' };
