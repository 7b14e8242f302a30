// One connection for all tabs: a browser opens six to one host and no more, so that with six tabs that listen the
// seventh would not even load. This worker is shared by the tabs, listens once for each run, and passes on what it hears.

const KEPT = 2000; // events of a run that a tab can still be told that comes later
const streams = new Map();

/** Listen to an address, once for all who ask; `after` is the number of the event that a tab has seen last. */
function streamOf(url, after, names) {
  const known = streams.get(url);
  // A tab that has seen less than what is still kept listens by itself.
  const key = known && after < known.first ? `${url}?after=${after}` : url;
  if (streams.has(key)) return streams.get(key);
  const source = new EventSource(`${url}?after=${after}`);
  const stream = { key, source, first: after, ports: new Set(), heard: [], isLost: false };
  const tell = (message) => { for (const port of stream.ports) port.postMessage(message); };
  for (const name of names) {
    source.addEventListener(name, (event) => {
      const number = Number(event.lastEventId) || 0;
      stream.heard.push({ name, data: event.data, number });
      if (stream.heard.length > KEPT) stream.first = stream.heard.shift().number;
      tell({ name, data: event.data });
      if (name === "end") close(stream);
    });
  }
  source.onerror = () => { if (!stream.isLost) tell({ name: "lost" }); stream.isLost = true; };
  source.onopen = () => { if (stream.isLost) tell({ name: "back" }); stream.isLost = false; };
  streams.set(key, stream);
  return stream;
}

function close(stream) {
  stream.source.close();
  streams.delete(stream.key);
}

onconnect = (event) => {
  const port = event.ports[0];
  let mine = null;
  port.onmessage = ({ data }) => {
    if (data.listen) {
      mine = streamOf(data.listen, data.after, data.names);
      mine.ports.add(port);
      for (const one of mine.heard) if (one.number > data.after) port.postMessage({ name: one.name, data: one.data });
    } else if (mine) {
      mine.ports.delete(port);
      if (!mine.ports.size) close(mine);
      mine = null;
    }
  };
};
