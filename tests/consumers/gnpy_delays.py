"""Plans the requests of a folder with GNPy; prints each with its delay one way in ms and its GSNR in 0.1 nm in dB."""
import logging, pathlib, sys
from numpy import mean
from gnpy.tools.json_io import load_requests, requests_from_json
from gnpy.tools.cli_examples import load_common_data
from gnpy.tools.worker_utils import designed_network, planning

logging.disable(logging.CRITICAL)
folder = pathlib.Path(sys.argv[1])
network_file, service_file = folder / "network.json", folder / "services.json"
equipment, network = load_common_data(folder / "eqpt_config.json", None, None, network_file, None, None)
network, _, _ = designed_network(equipment, network)
data = load_requests(service_file, equipment, bidir=False, network=network, network_filename=network_file)
_, paths, _, requests, _, _ = planning(network, equipment, data)
for request, path in zip(requests, paths):
    # What is asked for the same way between the same ends is planned together.
    for name in request.request_id.split(" | "):
        print(name, f"{mean(path[-1].latency):.4f}", f"{mean(path[-1].snr_01nm):.2f}")
