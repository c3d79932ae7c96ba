import type { handleUnaryCall, ServiceDefinition } from "@grpc/grpc-js";
import { answer, serve } from "../../../plugin/index.ts";
import type { StackResource } from "../../../topology/index.ts";
import { settingsOf } from "../../judge/config.ts";
import type { Finding } from "../../judge/finding.ts";
import { families } from "../../rules/index.ts";
import type { Pack } from "../pack.ts";
import type { Remedied } from "../remediate.ts";
import { writeFindings } from "./answer.ts";
import { type Identity, infoOf, levelOf } from "./info.ts";
import {
  AnalyzeResponse,
  AnalyzerHandshakeResponse,
  AnalyzerService,
  AnalyzerStackConfigureResponse,
  Empty,
  type IAnalyzerServer,
  PluginInfo,
  RemediateResponse,
  Remediation,
  Struct,
} from "./messages.ts";
import { readStackRequest } from "./stack.ts";

/** What the server needs beside the pack itself. */
export interface ServerOptions {
  readonly identity: Identity;
  /** Told where Pulumi's engine listens, as soon as it says so. */
  readonly onEngine: (address: string) => void;
}

/** Serves the pack on a free port of the loopback address; gives the port. */
export async function servePack(pack: Pack, options: ServerOptions): Promise<number> {
  return await serve(serviceOf(options.identity), handlers(pack, options));
}

/** The protocol's calls; a whole stack is read off the wire as what it is, and so is written what is wrong with it. */
type Handlers = Omit<IAnalyzerServer, "analyzeStack"> & {
  readonly analyzeStack: handleUnaryCall<StackResource[], Finding[]>;
};

function serviceOf(identity: Identity): ServiceDefinition<Handlers> {
  const analyzeStack = {
    ...AnalyzerService.analyzeStack,
    requestDeserialize: readStackRequest,
    responseSerialize: (findings: Finding[]) => writeFindings(findings, identity),
    // The pack asks nobody: this is the form's part of a client.
    responseDeserialize: (): Finding[] => [],
  };
  return { ...AnalyzerService, analyzeStack };
}

/** The analyzer protocol in terms of the pack: every RPC in one place. */
function handlers(pack: Pack, { identity, onEngine }: ServerOptions): Handlers {
  return {
    handshake: answer(request => {
      onEngine(request.getEngineAddress());
      return new AnalyzerHandshakeResponse();
    }),
    getPluginInfo: answer(() => {
      const info = new PluginInfo();
      info.setVersion(identity.version);
      return info;
    }),
    getAnalyzerInfo: answer(() => infoOf(identity, families, settingsOf)),
    configure: answer(request => {
      const given = [...request.getPolicyconfigMap().entries()].map(([rule, config]) => {
        const enforcementLevel = levelOf(config.getEnforcementlevel());
        return [rule, { ...config.getProperties()?.toJavaScript(), enforcementLevel }] as const;
      });
      pack.configure(Object.fromEntries(given));
      return new Empty();
    }),
    configureStack: answer(request => {
      pack.nameStack(`${request.getProject()}/${request.getStack()}`);
      return new AnalyzerStackConfigureResponse();
    }),
    // A resource by itself says nothing of who can reach it: all rules wait for the whole stack. But that is shown
    // without its inputs, and in a preview most outputs are not known that nobody has set.
    analyze: answer(request => {
      pack.remember(request.getUrn(), request.getType(), request.getProperties()?.toJavaScript() ?? {});
      return new AnalyzeResponse();
    }),
    analyzeStack: answer((resources: StackResource[]) => pack.judge(resources)),
    remediate: answer(request => {
      const resource = {
        urn: request.getUrn(),
        type: request.getType(),
        inputs: request.getProperties()?.toJavaScript() ?? {},
      };
      const response = new RemediateResponse();
      response.setRemediationsList(pack.remediate(resource).map(one => remediationOf(one, identity)));
      return response;
    }),
    cancel: answer(() => new Empty()),
  };
}

function remediationOf(
  { rule, description, inputs }: Remedied,
  { name, version }: Identity,
): InstanceType<typeof Remediation> {
  const remediation = new Remediation();
  remediation.setPolicyname(rule);
  remediation.setPolicypackname(name);
  remediation.setPolicypackversion(version);
  remediation.setDescription(description);
  // The generated types know no null or nesting, the code behind them does.
  remediation.setProperties(Struct.fromJavaScript(inputs as Parameters<typeof Struct.fromJavaScript>[0]));
  return remediation;
}
