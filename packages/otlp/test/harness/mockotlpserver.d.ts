/** What we use of @elastic/mockotlpserver, which has no types. */
declare module '@elastic/mockotlpserver' {
  export class MockOtlpServer {
    constructor(options: Readonly<Record<string, unknown>>);
    readonly httpUrl: URL;
    start(): Promise<void>;
    close(): Promise<void>;
  }
}
