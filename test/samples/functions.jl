# The worked example, and a least-squares loss.

f(x) = sqrt(x^2 + exp(x^2)) + cos(x^2 + exp(x^2))

loss(w::Vector, X::Matrix, y::Vector) = sum(abs2, X * w .- y) / length(y)

function rosenbrock(x)
    total = 0.0
    for i in 1:2
        total += 100(x[i+1] - x[i]^2)^2 + (1 - x[i])^2
    end
    return total
end
