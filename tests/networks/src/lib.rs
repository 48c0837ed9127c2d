//! Simulators of the real networks, speaking their wire protocols, with faults on demand.
