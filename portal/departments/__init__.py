"""Departments: who deals with what. Staff are members; concerns are handed from one to another.

    in use -> retired -> in use

A *partner* is a department outside the house, a supplier for instance. It has nobody who signs in:
it is written to, and answers what it was asked (see portal.partners).
"""
