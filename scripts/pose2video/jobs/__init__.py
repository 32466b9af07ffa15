"""Jobs: what one of them does, and the workers that do one after another.

Starting Python and importing its libraries costs a job of a two-second clip more than its work,
and loading the weights of a diffusion model ten times more. So a job (`job`) asks a worker to do
its work (`client.ask`) and waits; the first job that finds none free starts one (`server`). A
worker does one job at a time, as many workers as jobs at once. It belongs to one run of Snakemake,
one version of the code, one environment and one kind of device (`meeting`), and ends when the run
does. What a job does is the same in a worker and in its own process (`tasks.perform`).
"""
