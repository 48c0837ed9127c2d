//! Holds the contract in wit/ and the directions of the house.
